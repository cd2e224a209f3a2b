import { describe, expect, it } from 'vitest'
import { clientOf, docs, notFound, REGULAR, SERVICE, UNAUTHENTICATED } from '../../test/client'
import { createEmulator, defaultSeed, type EmulatorOptions } from '../index'

const EMBED = 790
const DISABLED_USER = 792

describe.each(['3.0', '3.1', '4.0'] as const)('POST /login/{user_id} on %s', version => {
  const setUp = async (options: EmulatorOptions = {}, key?: typeof REGULAR) => {
    const emulator = createEmulator({ options })
    const looker = clientOf(emulator, version)
    const token = await looker.login(key)
    const loginUser = async (path: string) => {
      const response = await looker.send('POST', `/login/${path}`, token)
      return [response.status, await response.json()] as [number, { access_token: string; message: string }]
    }
    return { emulator, looker, token, loginUser }
  }
  const id = (number: number) => (version === '4.0' ? String(number) : number)

  it('mints a new token of the user at each call', async () => {
    const { emulator, looker, loginUser } = await setUp()
    const [[, first], [, second]] = [await loginUser('789'), await loginUser('789')]
    expect(first.access_token).not.toBe(second.access_token)
    expect(await looker.whoAmI(first.access_token)).toBe(id(789))
    expect(await looker.whoAmI(second.access_token)).toBe(id(789))
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 2, live_tokens: 3 })
  })

  it('takes user 0 for a user', async () => {
    const seed = { ...defaultSeed(), users: [...defaultSeed().users, { id: 0 }] }
    const looker = clientOf(createEmulator({ seed }), version)
    expect(await looker.whoAmI(await looker.loginUser(0, await looker.login()))).toBe(id(0))
  })

  it('is 401 without a token, and with a dead one', async () => {
    const { emulator, looker, token } = await setUp()
    const without = await looker.send('POST', '/login/789')
    expect([without.status, await without.json()]).toEqual([401, UNAUTHENTICATED])
    emulator.revoke({ token })
    const dead = await looker.send('POST', '/login/789', token)
    expect([dead.status, await dead.json()]).toEqual([401, UNAUTHENTICATED])
  })

  it('is 403 for who is no admin, even for oneself', async () => {
    const { emulator, loginUser } = await setUp({}, REGULAR)
    expect(await loginUser('789')).toEqual([
      403,
      { message: 'Forbidden', documentation_url: docs('403/post/login/:user_id', version) },
    ])
    expect((await loginUser('2'))[0]).toBe(403)
    expect(emulator.stats.login_user).toBe(0)
  })

  it.each([
    ['an unknown user', '4711'],
    ['a disabled user', String(DISABLED_USER)],
  ])('is 404 "Not found" for %s', async (_, path) => {
    const { loginUser } = await setUp()
    expect(await loginUser(path)).toEqual([404, notFound('post/login/:user_id', version)])
  })

  it('never reaches another path or user through an odd id', async () => {
    const { emulator, loginUser } = await setUp()
    for (const odd of [
      '789x',
      '..%2Fuser',
      '%2e%2e',
      '%3Fx=1',
      '7%2F89',
      '-1',
      '1e1',
      '%20789',
      '%E0%A4%A',
    ]) {
      expect([400, 401, 404]).toContain((await loginUser(odd))[0])
    }
    expect(emulator.stats.login_user).toBe(0)
  })

  it('passes associative=true and =false where it is licensed, and ignores other parameters', async () => {
    const { loginUser } = await setUp()
    for (const query of ['associative=true', 'associative=false', 'colour=red']) {
      expect((await loginUser(`789?${query}`))[0]).toBe(200)
    }
  })

  it('checks associative where this version knows it', async () => {
    const { loginUser } = await setUp()
    const [status, body] = await loginUser('789?associative=yes')
    expect(status).toBe(version === '3.0' ? 200 : 400)
    if (version !== '3.0') expect(body.message).toBe('associative must be true or false')
  })

  it('refuses associative=false without a licence', async () => {
    const { loginUser } = await setUp({ nonAssociativeLicensed: false })
    expect((await loginUser('789?associative=false'))[0]).toBe(version === '3.0' ? 200 : 403)
    expect((await loginUser('789?associative=true'))[0]).toBe(200)
  })

  it('counts in the rate limit', async () => {
    const { loginUser } = await setUp({ rateLimit: { logins: 2, windowSeconds: 60 }, retryAfterSeconds: 0 })
    expect((await loginUser('789'))[0]).toBe(200)
    expect((await loginUser('789'))[0]).toBe(429)
  })

  describe('in Looker (Google Cloud core)', () => {
    const core = { googleCloudCore: true }
    const refusal = {
      message: 'Unsupported in Looker (Google Cloud core)',
      documentation_url: docs('403/post/login/:user_id', version),
    }

    it('lets an API-only service account that is an admin log in embed users', async () => {
      const { looker, loginUser } = await setUp(core, SERVICE)
      const [status, { access_token }] = await loginUser(String(EMBED))
      expect(status).toBe(200)
      expect(await looker.whoAmI(access_token)).toBe(id(EMBED))
    })

    it('refuses the service account other users', async () => {
      expect(await (await setUp(core, SERVICE)).loginUser('789')).toEqual([403, refusal])
    })

    it('refuses other admins embed users', async () => {
      expect(await (await setUp(core)).loginUser(String(EMBED))).toEqual([403, refusal])
    })
  })
})

describe('POST /login/{user_id} and associative', () => {
  it('ignores it on 4.0 from release 26.8 on', async () => {
    const looker = clientOf(createEmulator({ options: { release: '26.8' } }))
    const token = await looker.login()
    expect((await looker.send('POST', '/login/789?associative=yes', token)).status).toBe(200)
  })

  it('takes an integer however it is written on 3.x, and the string itself on 4.0', async () => {
    const emulator = createEmulator()
    const statuses = ['3.1', '4.0'].map(async version => {
      const looker = clientOf(emulator, version as '3.1' | '4.0')
      return (await looker.send('POST', '/login/0789', await looker.login())).status
    })
    expect(await Promise.all(statuses)).toEqual([200, 404])
  })
})
