import { createEmulator, defaultSeed, type Emulator } from '@looker-auth/emulator'
import type { AuthError } from '../src/errors/auth-error.js'
import type { Fetch } from '../src/runtime/fetch.js'
import { createSession, type SessionOptions } from '../src/session/create-session.js'
import { shareTokens } from '../src/sharing/share-tokens.js'
import { memoryStore } from '../src/stores/memory-store.js'
import { simulatedClock } from '../src/testing/simulated-clock.js'

export const hour = 3_600_000

/** Answers a request in place of the emulator; undefined: the emulator answers. */
export type Instead = (request: Request) => Response | Promise<Response | undefined> | undefined

/** An emulator with users whom other systems know, and sessions of its admin. */
export function world(options: Partial<SessionOptions> = {}, clock = simulatedClock(Date.now())) {
  const { users, apiKeys } = defaultSeed()
  const more = [
    { id: 800, credentials: { saml: 'a/b?c#d', embed: '%2ex' } },
    { id: 801, email: 'off@emulator.example', is_disabled: true },
  ]
  const emulator = createEmulator({ seed: { users: [...users, ...more], apiKeys }, now: () => clock.now() })
  const state: { instead: Instead | undefined } = { instead: undefined }
  const paths: string[] = []
  const fetch: Fetch = async (input, init) => {
    const request = new Request(input, init)
    paths.push(`${request.method} ${new URL(request.url).pathname}`)
    return (await state.instead?.(request.clone())) ?? emulator.fetch(request)
  }
  const open = (own: Partial<SessionOptions> = {}) =>
    createSession({
      baseUrl: 'https://looker.test',
      credentials: { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' },
      fetch,
      clock,
      ...options,
      ...own,
    })
  return { emulator, clock, state, paths, open, session: open() }
}

export async function errorOf(work: Promise<unknown>): Promise<AuthError> {
  return work.then(
    () => {
      throw new Error('it succeeded')
    },
    error => error,
  )
}

/** As whom a session acts. */
export const who = async (session: { fetch: Fetch }): Promise<unknown> =>
  ((await (await session.fetch('/user')).json()) as { id: unknown }).id

/** The look-up of `emil`. */
export const find = 'GET /api/4.0/users/credential/embed/emil'

/** From now on the external id is that of another user. */
export function move(emulator: Emulator, id: number): Instead {
  return request =>
    request.url.includes('/users/credential/')
      ? emulator.fetch(`https://looker.test/api/4.0/users/${id}`, { headers: request.headers })
      : undefined
}

/** The same for several processes on one store, from which records disappear when they expire. */
export function sharedWorld(options: Partial<SessionOptions> = {}) {
  const clock = simulatedClock(Date.now())
  const store = memoryStore({ clock })
  const process = (revalidateEveryMs?: number) => ({ sharing: shareTokens({ store, revalidateEveryMs }) })
  const { open, ...rest } = world({ ...options, ...process() }, clock)
  return { ...rest, store, open: (revalidateEveryMs?: number) => open(process(revalidateEveryMs)) }
}
