import { expect, test } from 'vitest'
import { sessionOnEmulator } from './mock-with-emulator.js'

test('a wrong secret', async () => {
  const { emulator, looker } = sessionOnEmulator({ clientSecret: 'mistyped' })
  await expect(looker.fetch('/user')).rejects.toMatchObject({ code: 'bad_credentials', status: 404 })
  expect(looker.state.status).toBe('denied') // further calls fail at once for 30 s, without a request
  await expect(looker.fetch('/user')).rejects.toMatchObject({ code: 'bad_credentials' })
  expect(emulator.requests).toHaveLength(1)
})

test('a user whom Looker does not know', async () => {
  const { looker } = sessionOnEmulator()
  await expect(looker.as(4711).fetch('/user')).rejects.toMatchObject({ code: 'unknown_user' })
})

test('an API key that may not act for other users', async () => {
  const { looker } = sessionOnEmulator({
    clientId: 'lookeremulatoruser02',
    clientSecret: 'lookeremulatorsecret0002',
  })
  await expect(looker.as(789).fetch('/user')).rejects.toMatchObject({ code: 'sudo_refused' })
})

test('a token that Looker revoked is renewed, and the call succeeds', async () => {
  const { emulator, looker } = sessionOnEmulator()
  await looker.fetch('/user')
  emulator.revoke({ user_id: 1 })
  expect((await looker.fetch('/user')).status).toBe(200)
  expect(emulator.stats.login).toBe(2)
})
