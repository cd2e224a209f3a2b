import { createSession } from '@looker-auth/core'
import { simulatedClock } from '@looker-auth/core/testing'
import { createEmulator } from '@looker-auth/emulator'
import { expect, test } from 'vitest'
import { createHandler } from './serverless'

test('a renewal that is due is handed to waitUntil, and the response does not wait for it', async () => {
  const clock = simulatedClock()
  const emulator = createEmulator({ now: () => clock.now() })
  const looker = createSession({
    baseUrl: 'https://looker.example',
    fetch: (input, init) => emulator.fetch(input as string, init),
    credentials: { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' },
    background: false,
    clock,
  })
  const waited: Promise<unknown>[] = []
  const handler = createHandler(looker)
  const call = async () => {
    const request = new Request('https://app.example/me')
    const response = await handler.fetch(request, {}, { waitUntil: work => void waited.push(work) })
    return (await response.json()) as { id: string }
  }
  expect(await call()).toMatchObject({ id: '789' })
  const { renewsAtMs = 0 } = looker.as(789).state
  await clock.advance(renewsAtMs - clock.now() + 1)
  const before = waited.length
  expect(await call()).toMatchObject({ id: '789' })
  expect(waited.length).toBeGreaterThan(before)
  await Promise.all(waited)
  expect(emulator.stats.login_user).toBe(2)
  expect(looker.as(789).state.renewsAtMs).toBeGreaterThan(renewsAtMs)
})
