import { createEmulator, type Emulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createUserSession,
  type Fetch,
  fileLock,
  fileStore,
  oauthGrant,
  type Session,
  type SessionEvent,
  type UserSessionOptions,
} from '../../src/index.js'
import { inspectAll, rejection } from '../inspect-all.js'
import { signIn, whoIs } from '../looker-pages.js'
import { filesIn, tempFolders } from './temp-folder.js'

const newFolder = tempFolders()
const grant = oauthGrant({ clientId: 'emulator-app', redirectUri: 'https://app.emulator.example/callback' })

describe('people who sign in to one application by OAuth, on one fileStore', () => {
  let emulator: Emulator
  let server: EmulatorServer
  let path: string
  const open: Session[] = []
  /** A session as a process of its own has it: nothing of another one's memory. */
  const sessionOf = (person: string, options: Partial<UserSessionOptions> = {}): Session => {
    const session = createUserSession({
      baseUrl: server.url,
      env: {},
      iniPath: false,
      grant,
      person,
      store: fileStore({ path }),
      lock: fileLock({ path }),
      ...options,
    })
    open.push(session)
    return session
  }

  beforeEach(async () => {
    emulator = createEmulator()
    server = await emulator.listen()
    path = await newFolder()
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map(session => session.close()))
    await server.close()
  })

  // @promise request-runs-as-its-identity
  it('each get only their own identity in 200 interleaved calls, from two processes each, while tokens end', async () => {
    const people = { ana: '789', bea: '2' } as const
    const names = ['ana', 'bea'] as const
    const sessions = { ana: [sessionOf('ana'), sessionOf('ana')], bea: [sessionOf('bea'), sessionOf('bea')] }
    for (const name of names) await signIn(sessions[name][0] as Session, people[name])
    let answered = 0
    const calls = Array.from({ length: 200 }, async (_, index) => {
      const name = names[index % 2] ?? 'ana'
      const session = sessions[name][Math.floor(index / 2) % 2] as Session
      expect([name, await whoIs(session)]).toEqual([name, people[name]])
      if (++answered === 20) for (const user_id of Object.values(people)) emulator.revoke({ user_id })
    })
    await Promise.all(calls)
    expect(emulator.stats).toMatchObject({ token_code: 2, sign_in: 2 })
  })

  it('have a session in each process, which shares the token of one sign-in', async () => {
    const [first, second] = [sessionOf('ana'), sessionOf('ana')]
    await signIn(first, '789')
    expect(await second.token()).toBe(await first.token())
    expect(await whoIs(second)).toBe('789')
    await expect(sessionOf('bea').token()).rejects.toMatchObject({ code: 'sign_in_required' })
    expect(emulator.stats).toMatchObject({ token_code: 1, token_refresh: 0 })
  })

  it('spend a refresh token once when two processes renew at the same moment', async () => {
    const [first, second] = [sessionOf('ana'), sessionOf('ana')]
    await signIn(first, '789')
    await second.token()
    emulator.revoke({ user_id: '789' })
    expect(await Promise.all([first, second].map(whoIs))).toEqual(['789', '789'])
    expect(await second.token()).toBe(await first.token())
    expect(emulator.stats).toMatchObject({ token_code: 1, token_refresh: 1, live_refresh_tokens: 1 })
  })

  // @promise sign-out-stops-other-sessions
  it("end a sign-in in every process by a sign-out in one, and leave other people's alone", async () => {
    const [first, second, bea] = [sessionOf('ana'), sessionOf('ana'), sessionOf('bea')]
    await signIn(first, '789')
    await signIn(bea, '2')
    await second.token()
    expect(await first.logout()).toEqual({ revoked: true })
    await expect.poll(() => second.token().catch(error => error.code)).toBe('signed_out')
    expect(await whoIs(bea)).toBe('2')
    expect(emulator.stats).toMatchObject({ live_tokens: 1, live_refresh_tokens: 1 })
  })

  it('cannot become another user in the course of a session', async () => {
    const session = sessionOf('ana')
    await signIn(session, '789')
    expect(await rejection(signIn(session, '2'))).toMatchObject({ code: 'identity_changed' })
    expect(await whoIs(session)).toBe('789')
  })

  // @promise no-secret-in-objects
  it('find no refresh token, code or verifier in errors and events, nor their names in those of files', async () => {
    const secrets = new Set<string>()
    const events: SessionEvent[] = []
    let fault: ((body: string) => Promise<Response>) | undefined
    const spying: Fetch = async (input, init) => {
      if (!String(input).endsWith('/api/token')) return fetch(input, init)
      if (fault !== undefined) return fault(String(init?.body))
      const response = await fetch(input, init)
      const answer = (await response.clone().json()) as Record<string, string | undefined>
      for (const secret of [answer.access_token, answer.refresh_token])
        if (secret !== undefined) secrets.add(secret)
      return response
    }
    const session = sessionOf('canary-person', {
      fetch: spying,
      retry: { attempts: 1 },
      onEvent: event => events.push(event),
    })
    const faults: Record<string, (body: string) => Promise<Response>> = {
      'an answer that repeats the request': async body => new Response(body, { status: 400 }),
      'a server error that repeats the request': async body => new Response(body, { status: 500 }),
      'an answer that is no token': async body => Response.json({ access_token: 7, message: body }),
      'a fetch that fails with the request': async body => {
        throw new TypeError(`fetch failed: ${body}`, { cause: new Error(body) })
      },
    }
    const errors: unknown[] = []
    for (fault of Object.values(faults)) errors.push(await rejection(signIn(session, '789')))
    fault = undefined
    for (const secret of Object.values(await signIn(session, '789'))) secrets.add(secret)
    expect(await whoIs(session)).toBe('789')
    for (fault of Object.values(faults)) {
      emulator.revoke({ user_id: '789' })
      session.token().catch(() => {})
      await session.fetch('/user').catch(error => errors.push(error))
      await session.login().catch(error => errors.push(error))
    }
    expect(secrets.size).toBeGreaterThan(3)
    expect(errors.length).toBeGreaterThan(7)
    expect(events.length).toBeGreaterThan(3)
    const shown = [...errors, ...events, session, session.state].map(inspectAll).join('\n')
    for (const secret of secrets) expect(shown).not.toContain(secret)
    expect(shown).not.toContain('canary')
    expect((await filesIn(path)).join()).not.toContain('canary')
  })
})
