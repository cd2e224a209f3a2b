import { describe, expect, it } from 'vitest'
import { clientOf, notFound, ORIGIN, UNAUTHENTICATED } from '../../test/client'
import { createEmulator } from '../index'

describe.each(['3.0', '3.1', '4.0'] as const)('DELETE /logout on %s', version => {
  const setUp = async (options = {}) => {
    const emulator = createEmulator({ options })
    const looker = clientOf(emulator, version)
    const admin = await looker.login()
    return { emulator, looker, admin, sudo: await looker.loginUser(789, admin) }
  }

  it('ends the token that is sent and no other, with 204 and nothing more', async () => {
    const { emulator, looker, admin, sudo } = await setUp()
    const response = await looker.send('DELETE', '/logout', sudo)
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      204,
      null,
      '',
    ])
    expect(await looker.whoAmI(sudo)).toBe(401)
    expect(await looker.whoAmI(admin)).toBe(version === '4.0' ? '1' : 1)
    expect(emulator.stats).toMatchObject({ logout: 1, live_tokens: 1 })
  })

  it('is 404 "Not found" for a token that is ended, expired or unknown', async () => {
    const { emulator, looker, admin, sudo } = await setUp()
    await looker.send('DELETE', '/logout', sudo)
    emulator.clock.advance(3_600_000)
    for (const dead of [sudo, admin, 'x'.repeat(40)]) {
      const response = await looker.send('DELETE', '/logout', dead)
      expect([response.status, await response.json()]).toEqual([404, notFound('delete/logout', version)])
    }
    expect(emulator.stats.logout).toBe(1)
  })

  it('is 401 without a token', async () => {
    const { looker } = await setUp()
    const response = await looker.send('DELETE', '/logout')
    expect([response.status, await response.json()]).toEqual([401, UNAUTHENTICATED])
  })

  it("of an admin leaves its sudo tokens alive, as the real server's rule is unconfirmed", async () => {
    const { looker, admin, sudo } = await setUp()
    await looker.send('DELETE', '/logout', admin)
    expect(await looker.whoAmI(sudo)).toBe(version === '4.0' ? '789' : 789)
  })

  it('of an admin ends its sudo tokens when told so', async () => {
    const { emulator, looker, admin, sudo } = await setUp({ adminLogoutEndsSudo: true })
    await looker.send('DELETE', '/logout', admin)
    expect(await looker.whoAmI(sudo)).toBe(401)
    expect(emulator.stats.live_tokens).toBe(0)
  })
})

describe('DELETE /api/logout, without a version', () => {
  it.each([undefined, '23.14', '26.12'])('ends the token that is sent, on release %s', async release => {
    const emulator = createEmulator({ options: { release } })
    const looker = clientOf(emulator)
    const token = await looker.login()
    const logout = (authorization?: string) =>
      emulator.fetch(`${ORIGIN}/api/logout`, {
        method: 'DELETE',
        headers: authorization === undefined ? {} : { authorization },
      })
    expect((await logout()).status).toBe(401)
    const ended = await logout(`Bearer ${token}`)
    expect([ended.status, await ended.text()]).toEqual([204, ''])
    expect(await looker.whoAmI(token)).toBe(401)
    const again = await logout(`Bearer ${token}`)
    expect([again.status, await again.json()]).toEqual([404, notFound('delete/logout')])
    expect(emulator.stats).toMatchObject({ logout: 1, live_tokens: 0 })
  })
})
