import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { clientOf, notFound, ORIGIN, UNAUTHENTICATED } from '../test/client'
import { createEmulator, EmulatorInputError } from './index'

describe.each(['3.0', '3.1', '4.0'] as const)('the journey on %s', version => {
  it('signs in, reads the user, signs in another, signs out, and refuses the dead token', async () => {
    const emulator = createEmulator()
    const looker = clientOf(emulator, version)
    const id = (number: number) => (version === '4.0' ? String(number) : number)

    const admin = await looker.login()
    expect(admin).toMatch(/^[A-Za-z0-9]{40}$/)
    expect(await looker.whoAmI(admin)).toBe(id(1))
    const ana = await looker.loginUser(789, admin)
    expect(await looker.whoAmI(ana)).toBe(id(789))

    const out = await looker.send('DELETE', '/logout', ana)
    expect([out.status, await out.text()]).toEqual([204, ''])
    const dead = await looker.send('GET', '/user', ana)
    expect([dead.status, await dead.json()]).toEqual([401, UNAUTHENTICATED])
    const again = await looker.send('DELETE', '/logout', ana)
    expect([again.status, await again.json()]).toEqual([404, notFound('delete/logout', version)])
    expect(await looker.whoAmI(admin)).toBe(id(1))
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 1, logout: 1, user: 3, live_tokens: 1 })
  })
})

describe('an emulator', () => {
  it('shares nothing with another one', async () => {
    const [one, other] = [createEmulator(), createEmulator()]
    const token = await clientOf(one).login()
    one.clock.advance(1000)
    one.faults.add({ match: { path: '*' }, times: 'always', status: 500 })
    expect(await clientOf(other).whoAmI(token)).toBe(401)
    expect(other.requests).toHaveLength(1)
    expect(other.stats.login).toBe(0)
    expect(other.clock.now() - Date.now()).toBeLessThan(1000)
  })

  it('makes the same tokens from the same random source', async () => {
    const seeded = () => {
      let next = 0
      return createEmulator({ random: count => Uint8Array.from({ length: count }, () => next++ * 7) })
    }
    expect(await clientOf(seeded()).login()).toBe(await clientOf(seeded()).login())
  })

  it('says so when its random source repeats itself, instead of granting one token twice', async () => {
    const emulator = createEmulator({ random: count => new Uint8Array(count) })
    const looker = clientOf(emulator)
    await looker.login()
    await expect(looker.login()).rejects.toThrow('login answered 500')
  })

  it('takes its time from the given clock', () => {
    const emulator = createEmulator({ now: () => 1000 })
    emulator.clock.advance(500)
    expect(emulator.clock.now()).toBe(1500)
    expect(() => emulator.clock.advance(-1)).toThrow(EmulatorInputError)
    expect(() => emulator.clock.advance(Number.NaN)).toThrow('ms must be a number of at least 0')
  })

  it("has a fetch that can stand in for the platform's, also on its own", async () => {
    const fetch: typeof globalThis.fetch = createEmulator().fetch
    expect((await fetch(new URL('/alive', ORIGIN))).status).toBe(200)
  })

  it('ignores what a server passes behind a Request', async () => {
    const emulator = createEmulator()
    const request = new Request(`${ORIGIN}/alive`)
    const response = await emulator.fetch(request, { method: 'POST' })
    expect(response.status).toBe(200)
  })

  it('rejects with the reason when the request is aborted, before or during a delay', async () => {
    const emulator = createEmulator()
    const reason = new Error('enough')
    await expect(emulator.fetch(`${ORIGIN}/alive`, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    )
    emulator.faults.add({ match: { path: '/alive' }, delayMs: 60_000 })
    const controller = new AbortController()
    const answer = emulator.fetch(`${ORIGIN}/alive`, { signal: controller.signal })
    controller.abort(reason)
    await expect(answer).rejects.toBe(reason)
    expect(emulator.requests.at(-1)).toMatchObject({ outcome: 'aborted', status: null, fault: ['delayMs'] })
  })

  it('shows no secret and no token when it is inspected or serialised', async () => {
    const emulator = createEmulator()
    const token = await clientOf(emulator).login()
    const shown = inspect(emulator, { depth: 10, showHidden: true, getters: true }) + JSON.stringify(emulator)
    expect(shown).toContain('lookeremulatoradmin1')
    expect(shown).not.toContain('lookeremulatorsecret')
    expect(shown).not.toContain(token)
  })
})
