import { expect, test } from 'vitest'
import type { Lane, Mark } from './lanes'
import { lanesOf } from './shown-lanes'

const lane = (id: string, ...counts: number[]): Lane => ({
  id,
  bars: [],
  marks: counts.map((count): Mark => ({ atMs: 1, toMs: 1, count, label: 'x', good: true })),
})
const idsOf = (pattern: 'backend' | 'oauth', lanes: readonly Lane[]) =>
  lanesOf(pattern, lanes).map(({ id }) => id)

test('a page of the backend pattern shows every identity that the server told of', () => {
  const lanes = [lane('service'), lane('server:2'), lane('page', 1)]
  expect(idsOf('backend', lanes)).toEqual(['service', 'server:2', 'page'])
})

test('a page of OAuth shows its own identity only', () => {
  // A failed login of the server is a mark without a call.
  expect(idsOf('oauth', [lane('service', 0), lane('server:2', 0), lane('page', 1)])).toEqual(['page'])
})

test('a page of OAuth shows the users as whom it let the server call, and the service account', () => {
  const lanes = [lane('service'), lane('server:2', 10), lane('server:3'), lane('page', 1)]
  expect(idsOf('oauth', lanes)).toEqual(['service', 'server:2', 'page'])
})
