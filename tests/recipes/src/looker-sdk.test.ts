import { createSession } from '@looker-auth/node'
import { expect, test } from 'vitest'
import { startLooker } from './looker'
import { sdkFor } from './looker-sdk'

const { emulator, url } = await startLooker()

test('a hundred calls of the SDK cost one login, and those of two users never mix', async () => {
  const looker = createSession()
  const [admin, ana] = [sdkFor(looker), sdkFor(looker.as(789))]
  const calls = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? admin : ana))
  const ids = await Promise.all(calls.map(sdk => sdk.ok(sdk.me('id')).then(({ id }) => id)))
  expect(ids).toEqual(calls.map(sdk => (sdk === admin ? '1' : '789')))
  expect(emulator.stats).toMatchObject({ login: 1, login_user: 1 })
  await looker.close()
})

test('a token that is revoked before its time is replaced once looker.fetch meets that', async () => {
  const looker = createSession()
  const sdk = sdkFor(looker)
  const authorization = `token ${await looker.token()}`
  await fetch(`${url}/api/4.0/logout`, { method: 'DELETE', headers: { authorization } })
  await expect(sdk.ok(sdk.me('id'))).rejects.toThrow()
  expect((await looker.fetch('/user')).status).toBe(200)
  expect(await sdk.ok(sdk.me('id'))).toMatchObject({ id: '1' })
  await looker.close()
})
