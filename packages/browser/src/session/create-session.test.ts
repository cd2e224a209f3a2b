import { simulatedClock } from '@looker-auth/core/testing'
import { createEmulator, type Emulator } from '@looker-auth/emulator'
import { afterEach, describe, expect, test } from 'vitest'
import { fakePage, fakeStorage } from '../../test/fake-page'
import {
  createSession,
  finishAuthorization,
  memoryStore,
  oauthGrant,
  readAuthorizationAnswer,
  type Session,
  sharedSignOuts,
  shareTokens,
  startAuthorization,
  type TokenStore,
} from '../index'

const baseUrl = 'https://looker.example'
const app = { clientId: 'emulator-app', redirectUri: 'https://app.emulator.example/callback' }

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** Goes to Looker's pages and comes back, as that user. */
async function signIn(session: Session, emulator: Emulator, user_id: string): Promise<void> {
  const { url, codeVerifier } = await startAuthorization(session)
  const answer = readAuthorizationAnswer(new URL(emulator.authorize({ url, user_id })))
  if (answer?.kind !== 'code') throw new Error('No code came back.')
  await finishAuthorization(session, { code: answer.code, codeVerifier })
}

/** A page's session that is signed in, and what Looker says of its token. */
async function signedIn(store?: TokenStore) {
  const emulator = createEmulator()
  const fetch = async (input: string | URL | Request, init?: RequestInit) =>
    emulator.fetch(new Request(input, init))
  const session = createSession({
    baseUrl,
    fetch,
    sharing: store && shareTokens({ store }),
    grant: oauthGrant(app),
  })
  ends.push(() => void session.close())
  await signIn(session, emulator, '789')
  const authorization = `Bearer ${await session.token()}`
  const status = async () => (await fetch(`${baseUrl}/api/4.0/user`, { headers: { authorization } })).status
  return { session, status }
}

test('close() ends the token of a page without a store of its own: nobody else has it', async () => {
  const { session, status } = await signedIn()
  expect(await status()).toBe(200)
  await session.close()
  expect(await status()).toBe(401)
})

test('close() leaves the token of a store that tabs share to the other tabs', async () => {
  const { session, status } = await signedIn(memoryStore())
  await session.close()
  expect(await status()).toBe(200)
})

describe('tabs that share no more than sign-outs', () => {
  /** Pages that hear of nothing until they look: none of them is told. */
  const asleep = () => {
    const clock = simulatedClock()
    const emulator = createEmulator({ now: () => clock.now() })
    const localStorage = fakeStorage()
    const open = (inner: TokenStore = memoryStore({ clock })) => {
      const store = sharedSignOuts(inner, { clock, page: fakePage({ localStorage }) })
      const fetch = async (input: string | URL | Request, init?: RequestInit) =>
        emulator.fetch(new Request(input, init))
      const session = createSession({
        baseUrl,
        fetch,
        clock,
        sharing: shareTokens({ store }),
        grant: oauthGrant(app),
      })
      ends.push(() => void session.close())
      return session
    }
    return { clock, emulator, open }
  }

  test('one that sleeps for hours finds the sign-out of a page that held nothing', async () => {
    const { clock, emulator, open } = asleep()
    const sleeping = open()
    await signIn(sleeping, emulator, '789')
    await open().logout()
    await clock.advance(3 * 3_600_000)
    await expect(sleeping.token()).rejects.toMatchObject({ code: 'signed_out' })
    expect(emulator.stats.token_refresh).toBe(0)
  })

  test('a page that was just reloaded signs out the user whose record it finds, and nobody else', async () => {
    const { clock, emulator, open } = asleep()
    const inner = memoryStore({ clock })
    const [here, alice, bob] = [open(inner), open(), open()]
    for (const session of [here, alice]) await signIn(session, emulator, '789')
    await signIn(bob, emulator, '2')
    await open(inner).logout()
    await clock.advance(1000)
    await expect(alice.token()).rejects.toMatchObject({ code: 'signed_out' })
    expect(await bob.token()).not.toBe('')
  })
})
