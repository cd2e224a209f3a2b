import { expect, test } from 'vitest'
import type { EmbedEvent } from '../../shared/messages'
import { EmbedWatch } from './embed-watch'

const looker = 'http://looker.test/api/4.0/embed/cookieless_session'
const json = (body: object, status = 200) => new Response(JSON.stringify(body), { status })

/** A watch, and what it makes of an answer of Looker. */
function setUp() {
  const told: EmbedEvent[] = []
  const watch = new EmbedWatch(
    event => told.push(event),
    () => 5,
  )
  const ask = (slot: string, method: string, answer: Response | Error, sent: object = {}, url = looker) => {
    const fetch = watch.watched(async () => {
      if (answer instanceof Error) throw answer
      return answer
    })
    const call = () => fetch(url, { method, body: JSON.stringify(sent) })
    return slot === '' ? call() : watch.during(slot, call)
  }
  return { watch, told, ask }
}

test.each([
  ['made', 'POST', json({ session_reference_token: 'a' }), {}],
  ['joined', 'POST', json({ session_reference_token: 'a' }), { session_reference_token: 'a' }],
  ['joined', 'POST', json({}), { session_reference_token: 'a' }],
  ['made', 'POST', json({ session_reference_token: 'b' }), { session_reference_token: 'a' }],
  ['renewed', 'PUT', json({ session_reference_token_ttl: 9 }), {}],
  ['over', 'PUT', json({ session_reference_token_ttl: 0 }), {}],
  ['expired', 'PUT', json({}, 400), {}],
  ['ended', 'DELETE', new Response(null, { status: 204 }), {}],
])('%s is told of %s', async (kind, method, answer, sent) => {
  const { told, ask } = setUp()
  await ask('1', method, answer, sent)
  expect(told).toEqual([{ kind, slot: '1', number: 1, atMs: 5 }])
})

test('a failure is told with its status, or without one where no answer came', async () => {
  const { told, ask } = setUp()
  expect((await ask('1', 'PUT', json({}, 429))).status).toBe(429)
  await expect(ask('1', 'PUT', new TypeError('fetch failed'))).rejects.toThrow('fetch failed')
  expect(told).toMatchObject([{ kind: 'failed', status: 429 }, { kind: 'failed' }])
  expect(told[1]).not.toHaveProperty('status')
})

test('the answer stays whole for the session', async () => {
  const { ask } = setUp()
  const body = { session_reference_token_ttl: 9 }
  expect(await (await ask('1', 'PUT', json(body))).json()).toEqual(body)
})

test('other requests are not told of, nor those for no session of the application', async () => {
  const { told, ask } = setUp()
  await ask('1', 'POST', json({}), {}, 'http://looker.test/api/4.0/login')
  await ask('', 'PUT', json({ session_reference_token_ttl: 9 }))
  expect(told).toEqual([])
})

test('the events of a session are kept from its last sign-in on', async () => {
  const { watch, ask } = setUp()
  await ask('1', 'PUT', json({ session_reference_token_ttl: 9 }))
  await ask('2', 'DELETE', new Response(null, { status: 204 }))
  watch.add('1', { kind: 'signed_in' })
  expect(watch.events.map(({ slot, kind }) => [slot, kind])).toEqual([
    ['2', 'ended'],
    ['1', 'signed_in'],
  ])
})
