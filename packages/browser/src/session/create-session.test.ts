import { createEmulator } from '@looker-auth/emulator'
import { afterEach, expect, test } from 'vitest'
import {
  createSession,
  finishAuthorization,
  memoryStore,
  oauthGrant,
  readAuthorizationAnswer,
  startAuthorization,
  type TokenStore,
} from '../index'

const baseUrl = 'https://looker.example'
const app = { clientId: 'emulator-app', redirectUri: 'https://app.emulator.example/callback' }

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A page's session that is signed in, and what Looker says of its token. */
async function signedIn(store?: TokenStore) {
  const emulator = createEmulator()
  const fetch = async (input: string | URL | Request, init?: RequestInit) =>
    emulator.fetch(new Request(input, init))
  const session = createSession({ baseUrl, fetch, store, grant: oauthGrant(app) })
  ends.push(() => void session.close())
  const { url, codeVerifier } = await startAuthorization(session)
  const answer = readAuthorizationAnswer(new URL(emulator.authorize({ url, user_id: '789' })))
  if (answer?.kind !== 'code') throw new Error('No code came back.')
  await finishAuthorization(session, { code: answer.code, codeVerifier })
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
