import { expect, test } from 'vitest'
import type { EmbedEvent } from '../../shared/messages'
import { countsOf, sentenceOf } from './embed-words'

const events = (...of: readonly (readonly [slot: string, kind: EmbedEvent['kind']])[]): EmbedEvent[] =>
  of.map(([slot, kind], index) => ({ slot, kind, number: index + 1, atMs: 0 }))

test('counts are those of one session of the application, since its last sign-in', () => {
  const all = events(
    ['1', 'signed_in'],
    ['1', 'made'],
    ['1', 'ended'],
    ['1', 'signed_in'],
    ['2', 'made'],
    ['1', 'made'],
    ['1', 'joined'],
    ['1', 'renewed'],
    ['1', 'renewed'],
    ['1', 'failed'],
  )
  expect(countsOf(all, '1')).toEqual({ made: 1, joined: 1, renewed: 2, ended: 0 })
  expect(countsOf(all, '2')).toEqual({ made: 1, joined: 0, renewed: 0, ended: 0 })
  expect(countsOf([], '1')).toEqual({ made: 0, joined: 0, renewed: 0, ended: 0 })
})

test.each([
  [{ kind: 'failed', status: 429 }, 'Looker answered 429. The server tries again, for up to 20 s.'],
  [{ kind: 'failed', status: 503 }, 'Looker answered 503. The server tries again, for up to 20 s.'],
  [{ kind: 'failed' }, 'Looker dropped the connection. The server tries again, for up to 20 s.'],
  [{ kind: 'failed', status: 403 }, 'Looker refused with 403.'],
  [{ kind: 'refused', status: 503, code: 'unavailable' }, 'The server refused this page: 503, unavailable.'],
] as const)('%j says: %s', (event, sentence) => {
  expect(sentenceOf({ slot: '1', number: 1, atMs: 0, ...event })).toBe(sentence)
})
