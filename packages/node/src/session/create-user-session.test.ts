import { shareTokens } from '@looker-auth/core'
import { createEmulator, type Emulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signIn, whoIs } from '../../test/looker-pages.js'
import { backendGrant, memoryLock, memoryStore, oauthGrant, type Session } from '../index.js'
import { createUserSession, type UserSessionOptions } from './create-user-session.js'

const grant = oauthGrant({ clientId: 'emulator-app', redirectUri: 'https://app.emulator.example/callback' })

describe("node's createUserSession", () => {
  let emulator: Emulator
  let server: EmulatorServer
  const open: Session[] = []
  const make = (options: Partial<UserSessionOptions> & object = {}): Session => {
    const session = createUserSession({
      env: { LOOKERSDK_BASE_URL: server.url },
      iniPath: false,
      grant,
      ...options,
    })
    open.push(session)
    return session
  }

  beforeEach(async () => {
    emulator = createEmulator()
    server = await emulator.listen()
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map(session => session.close()))
    await server.close()
  })

  it('comes configured from environment and looker.ini, and acts as the person who signed in', async () => {
    const ini = `[Looker]\nbase_url=${server.url}\nclient_id=canary\nclient_secret=canary\ntimeout=7`
    const session = make({ env: {}, iniPath: '/x/looker.ini', readFile: () => ini, appId: 'a-test' })
    await signIn(session, '789')
    expect(session.state.identity).toMatchObject({ grant: 'oauth' })
    expect(await whoIs(session)).toBe('789')
    const sent = emulator.requests.filter(({ headers }) => headers['x-looker-appid'] === 'a-test')
    expect(sent.map(({ path }) => path)).toEqual(['/api/token', '/api/4.0/user', '/api/4.0/user'])
  })

  it('rejects login() and calls with sign_in_required until the person has signed in', async () => {
    for (const options of [{}, { store: memoryStore(), lock: memoryLock(), person: 'one' }]) {
      const session = make(options)
      await expect(session.login()).rejects.toMatchObject({ code: 'sign_in_required' })
      await expect(session.fetch('/user')).rejects.toMatchObject({ code: 'sign_in_required' })
      await signIn(session, '789')
      expect(await whoIs(session)).toBe('789')
    }
  })

  it('takes a backendGrant(), and refuses as() with either grant', async () => {
    const backend = backendGrant({ url: 'https://app.example/looker-token', user: '789' })
    for (const session of [make({ grant: backend, person: 'one' }), make()])
      expect(() => session.as('2')).toThrow(expect.objectContaining({ code: 'configuration' }))
  })

  it('throws at once when a setting is missing, and names where it looked', () => {
    expect(() => make({ env: {} })).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: expect.stringContaining('LOOKERSDK_BASE_URL'),
      }),
    )
  })

  it.each([
    ['clientId', 'canary', 'oauthGrant({ clientId'],
    ['clientSecret', 'canary', 'createSession()'],
    ['credentials', () => ({ clientId: 'canary', clientSecret: 'canary' }), 'createSession()'],
    ['credentialsIn', 'body', 'createSession()'],
    ['token', 'canary', 'createSession({ token })'],
    ['maxSessions', 5, 'createSession()'],
  ])('refuses the option %s, which belongs to an API key, with the next step', (name, value, hint) => {
    const create = () => make({ [name]: value })
    expect(create).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: expect.stringContaining(`The option ${name} does not belong`),
        hint: expect.stringContaining(hint),
      }),
    )
    expect(create).not.toThrow(/canary/)
  })

  it.each([
    ['sharing', { sharing: shareTokens({ store: memoryStore() }) }, 'There is no option sharing.'],
    ['a lock without a store', { lock: memoryLock() }, 'The option lock is given without a store.'],
    ['a setting beside a fetch', { fetch: globalThis.fetch, verifySsl: false }, 'fetch excludes verifySsl'],
    ['no grant', { grant: undefined }, 'The option grant is missing.'],
    ['no grant for a person', { grant: undefined, person: 'one' }, 'The option grant is missing.'],
    ['no name for a person', { person: undefined }, 'The option person is given'],
    ['an empty name for a person', { person: '' }, 'The option person is given'],
    ['a person who is no text', { person: 42 }, 'The option person is given'],
  ])('refuses %s', (_, options, message) => {
    expect(() => make(options as object)).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(message) }),
    )
  })

  it('refuses to be called without options', () => {
    expect(() => createUserSession(undefined as never)).toThrow(
      expect.objectContaining({ code: 'configuration', hint: expect.stringContaining('oauthGrant(') }),
    )
  })

  it('refuses a person with a grant that does not tell people apart', () => {
    const deaf = {
      create: (...[calls, workspace]: Parameters<typeof grant.create>) => grant.create(calls, workspace),
    }
    make({ grant: deaf })
    expect(() => make({ grant: deaf, person: 'one' })).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: expect.stringContaining('does not tell people apart'),
      }),
    )
  })

  it('shows no name of a person in its state', () => {
    const session = make({ person: 'canary-person', store: memoryStore() })
    expect(session.state.identity.holder).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(session.state)).not.toContain('canary')
  })
})
