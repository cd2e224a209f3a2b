import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './root'

const folder = join(root, '.changeset')
const entries = readdirSync(folder).filter(name => name.endsWith('.md'))

test.each(entries)(
  'the changeset %s names packages between two lines of dashes, and then tells of them',
  name => {
    expect(readFileSync(join(folder, name), 'utf8')).toMatch(
      /^---\n("(@looker-auth\/[a-z-]+|looker-auth)": (patch|minor|major)\n)+---\n\n\S/,
    )
  },
)

test('a changeset shows how a session is used', () => {
  const texts = entries.map(name => readFileSync(join(folder, name), 'utf8'))
  expect(texts.some(text => /^```ts\n(?:(?!```).|\n)*createSession\(/m.test(text))).toBe(true)
})
