import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { everythingIn } from './everything-in.js'
import { mapStore } from './map-store.js'
import type { Session, SessionEvent } from './product.js'
import { credentials, scene, type World, type WorldInit } from './world.js'

const canary = 'canary-secret+%2B&='
const seed = {
  users: [
    { id: 1, admin: true },
    { id: 789, first_name: 'Ana' },
  ],
  apiKeys: [{ client_id: credentials.clientId, client_secret: canary, user_id: 1 }],
}

/** The value in every form that a log might give it. */
function shown(value: unknown): string {
  const options = { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true, maxArrayLength: null }
  return [
    inspect(value),
    inspect(value, options),
    JSON.stringify(value),
    String(value),
    everythingIn(value),
  ].join('\n')
}

/** All secrets of a world: the canary and each token that was ever granted. */
function secretsOf(w: World): string[] {
  const tokens = w.sent.map(({ token }) => token).filter(token => token !== undefined)
  return [canary, encodeURIComponent(canary), ...new Set(tokens)]
}

function expectNoSecret(w: World, values: Record<string, unknown>): void {
  for (const [what, value] of Object.entries(values))
    for (const secret of secretsOf(w))
      expect(shown(value).includes(secret), `${what} shows ${secret}`).toBe(false)
}

const key = { clientId: credentials.clientId, clientSecret: canary }
const init: WorldInit = { seed }

function check(name: string, run: (w: World) => Promise<void>): void {
  it(name, scene(name, run, init).run)
}

/** All that a caller can get hold of, but for what is meant to be secret. */
function publicObjects(
  looker: Session,
  ana: Session,
  events: readonly SessionEvent[],
): Record<string, unknown> {
  return {
    session: looker,
    'the user’s session': ana,
    'its prototype': Object.getPrototypeOf(looker),
    state: looker.state,
    'the user’s state': ana.state,
    fetch: looker.fetch,
    events,
  }
}

describe('nothing secret is shown by util.inspect, JSON or any property', () => {
  // @promise no-secret-in-objects
  check('of a session in each of its states', async w => {
    const looker = w.session({ credentials: key, store: mapStore(), background: true })
    const ana = looker.as(789)
    const look = (): void => expectNoSecret(w, publicObjects(looker, ana, w.events))
    const states = new Set<string>()
    looker.subscribe(() => {
      states.add(looker.state.status)
      look()
    })
    look()
    await ana.fetch('/user')
    look()
    await w.pass(3_300_000)
    await looker.token()
    await w.pass(10)
    w.emulator.revoke({ user_id: 1 })
    await looker.fetch('/user')
    const result = await looker.logout()
    expectNoSecret(w, { ...publicObjects(looker, ana, w.events), result })
    expect([...states].sort()).toEqual(['renewing', 'signed_in', 'signed_out', 'signing_in', 'signing_out'])
    await looker.close()
    look()
  })

  const faults = {
    'a refusal that repeats the secret': { status: 400, json: { message: `bad secret ${canary}` } },
    'a server error that repeats the form': { status: 500, body: new URLSearchParams({ canary }).toString() },
    'HTML that repeats the secret': { html: `<html>${canary}</html>` },
    'a redirect that repeats the secret': {
      redirectTo: `https://elsewhere.example/?secret=${encodeURIComponent(canary)}`,
    },
    'a malformed answer': { malformed: true },
  }
  for (const [what, fault] of Object.entries(faults))
    check(`of the error, the state and the events after ${what}`, async w => {
      const looker = w.session({ credentials: key, retry: { attempts: 1 } })
      w.emulator.faults.add({ match: { path: '*/login' }, ...fault })
      const error = await w.failure(looker.token())
      const again = await w.failure(looker.token())
      expectNoSecret(w, { error, again, ...publicObjects(looker, looker.as(789), w.events) })
    })

  check('of the errors of fetch, of sudo and of sign-out when everything repeats the token', async w => {
    const store = mapStore()
    const looker = w.session({ credentials: key, store, retry: { attempts: 1 } })
    const token = await looker.token()
    w.emulator.faults.add({
      match: { path: '*/login/789' },
      status: 400,
      json: { message: `token ${token} is bad` },
    })
    const sudo = await w.failure(looker.as(789).token())
    store.before = () => {
      throw new Error(`cannot write ${token} and ${canary.length} more`)
    }
    w.emulator.faults.add({
      match: { path: '*/logout' },
      times: 'always',
      status: 500,
      json: { message: token },
    })
    const out = await w.drive(w.failure(looker.logout()))
    expectNoSecret(w, { sudo, out, ...publicObjects(looker, looker.as(789), w.events) })
  })

  check('of a fetch that hangs the request on its errors, as HTTP libraries do', async w => {
    const fetch = (async (_: unknown, request: RequestInit) => {
      throw Object.assign(new Error(`request failed: ${String(request.body)}`), { config: request, request })
    }) as typeof globalThis.fetch
    const looker = w.session({ credentials: key, fetch, retry: { attempts: 1 } })
    const error = await w.failure(looker.token())
    expectNoSecret(w, { error, ...publicObjects(looker, looker.as(789), w.events) })
  })

  check('of the names under which records are stored and locks are taken', async w => {
    const store = mapStore()
    const names: string[] = []
    const lock = {
      run<T>(name: string, _: unknown, task: (held: boolean) => Promise<T>): Promise<T> {
        names.push(name)
        return task(true)
      },
    }
    await w.session({ credentials: key, store, lock }).as(789).token()
    expect(names.length).toBe(2)
    for (const name of [...names, ...store.records.keys()]) {
      expect(name).toMatch(/^looker-auth-v2-[0-9a-f]{64}$/)
      expectNoSecret(w, { name })
    }
    for (const { url } of w.sent) expectNoSecret(w, { url: url.href })
  })

  check('of a preset token’s session', async w => {
    const token = await w.session({ credentials: key }).token()
    const preset = w.session({ token })
    await preset.fetch('/user')
    w.emulator.revoke({ token })
    await preset.fetch('/user')
    expectNoSecret(w, publicObjects(preset, preset.as(789), w.events))
    const expired = w.session({ token: { accessToken: token, expiresIn: 1 } })
    await w.pass(2000)
    expectNoSecret(w, { error: await w.failure(expired.token()) })
  })

  it('and is shown by these means where it is not hidden: the test can fail', () => {
    const hidden = Object.defineProperty({}, 'secret', { value: canary, enumerable: false })
    expect(shown(hidden)).toContain(canary)
    expect(shown(new Error('x', { cause: { deep: [new Map([['a', canary]])] } }))).toContain(canary)
  })
})
