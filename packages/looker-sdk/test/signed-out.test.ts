import { describe, expect, test } from 'vitest'
import { lookerSdk } from '../src/index'
import { failure, scene } from './scene'

describe('authSession.login()', () => {
  test('of a user whom another object signed out and in again signs this object in too', async () => {
    const { looker } = await scene()
    const sdk = lookerSdk(looker)
    await sdk.authSession.login(789)
    await looker.as(789).logout()
    looker.as(789)
    expect(await sdk.me()).toMatchObject({ ok: false, error: { code: 'signed_out' } })
    await sdk.authSession.login(789)
    expect((await sdk.ok(sdk.me())).id).toBe('789')
  })

  test('answers the token of the user that it was asked for, also beside another login', async () => {
    const { looker } = await scene()
    const { authSession } = lookerSdk(looker, { ownsSession: true })
    const [own, user] = await Promise.all([authSession.login(), authSession.login(789)])
    expect(own.access_token).toBe(await looker.token())
    expect(user.access_token).toBe(await looker.as(789).token())
    expect(authSession.sudoId).toBe('789')
  })

  test('of the same user signs a session in again that the SDK owns, of as(id) too', async () => {
    const { looker } = await scene()
    const sdk = lookerSdk(looker.as(20), { ownsSession: true })
    await sdk.ok(sdk.me())
    await sdk.authSession.logout()
    expect(await failure(sdk.authSession.getToken())).toMatchObject({ code: 'signed_out' })
    await sdk.authSession.login(20)
    expect((await sdk.ok(sdk.me())).id).toBe('20')
  })
})

test('isAuthenticated() is false once the session is closed, also for its users and its other workspaces', async () => {
  const { looker } = await scene()
  const sdks = [lookerSdk(looker), lookerSdk(looker.as(789)), lookerSdk(looker, { workspace: 'dev' })]
  for (const sdk of sdks) await sdk.ok(sdk.me())
  expect(sdks.map(({ authSession }) => authSession.isAuthenticated())).toEqual([true, true, true])
  await looker.close()
  expect(sdks.map(({ authSession }) => authSession.isAuthenticated())).toEqual([false, false, false])
})
