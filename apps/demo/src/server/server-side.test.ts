import { createSession } from '@looker-auth/node'
import { expect, onTestFinished, test } from 'vitest'
import type { LiveMessage } from '../shared/messages'
import { openInstance } from './instance'
import { Live } from './live'
import { ServerSide } from './server-side'

/** The server's session at an emulator, and what the tabs are told. */
async function serverSide() {
  const instance = await openInstance({})
  const looker = createSession(instance.options)
  onTestFinished(async () => {
    await looker.close()
    await instance.close()
  })
  const live = new Live()
  const told: LiveMessage[] = []
  live.listen(message => told.push(message))
  const side = new ServerSide(looker, live, instance.steering)
  const tokensTold = () =>
    told.flatMap(message => (message.type === 'token' ? [`${message.event.lane} ${message.event.kind}`] : []))
  return { looker, side, tokensTold, steering: instance.steering }
}

test('a tab hears of a token that a user got before the tab asked for that user', async () => {
  const { looker, side, tokensTold } = await serverSide()
  await looker.as('2').token()
  expect(tokensTold()).toEqual(['service granted'])
  side.watch('2')
  side.watch('2')
  expect(tokensTold()).toEqual(['service granted', 'server:2 granted'])
})

test('a tab that is opened later is told of the present tokens, and how they ended', async () => {
  const { looker, side } = await serverSide()
  expect(side.tokens).toEqual([])
  side.watch('2')
  await looker.as('2').token()
  await looker.as('3').token()
  expect(side.tokens.map(({ lane, kind }) => `${lane} ${kind}`)).toEqual([
    'service granted',
    'server:2 granted',
  ])
  for (const { expiresAtMs, renewsAtMs } of side.tokens) expect(expiresAtMs).toBeGreaterThan(renewsAtMs ?? 0)
  await looker.as('2').logout()
  expect(side.tokens.map(({ lane, kind }) => `${lane} ${kind}`)).toContain('server:2 signed_out')
})

test('a tab that is opened later is told nothing of a token that has expired', async () => {
  const { looker, side, steering } = await serverSide()
  await looker.token()
  expect(side.tokens).toHaveLength(1)
  steering?.advance(61_000)
  expect(side.tokens).toEqual([])
})

test('an id that can be no user is refused', async () => {
  const { side } = await serverSide()
  expect(() => side.watch('..')).toThrow(expect.objectContaining({ code: 'invalid_user_id' }))
})
