import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test.each(['server', 'page'])('all that the %s has to do with signing in is under thirty lines', part => {
  const text = readFileSync(new URL(`../src/${part}/auth.ts`, import.meta.url), 'utf8')
  expect(text.trimEnd().split('\n').length).toBeLessThan(30)
})
