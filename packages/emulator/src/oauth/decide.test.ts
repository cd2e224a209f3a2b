import { describe, expect, it } from 'vitest'
import { APP, authorizeQuery, browserOf, codeFor, postToken, VERIFIER } from '../../test/browser'
import { ORIGIN } from '../../test/client'
import { createEmulator, EmulatorInputError } from '../index'

const url = (changes?: Record<string, string | undefined>): string =>
  `${ORIGIN}/auth?${authorizeQuery(changes)}`

describe('authorize() without the pages', () => {
  it('leads back with a code that is as good as one from the pages', async () => {
    const emulator = createEmulator()
    const back = new URL(emulator.authorize({ url: url(), user_id: 789 }))
    expect(back.origin + back.pathname).toBe(APP.redirect_uri)
    expect(back.searchParams.get('state')).toBe('canary-state')
    const fields = { grant_type: 'authorization_code', code_verifier: VERIFIER, ...APP }
    const code = back.searchParams.get('code') ?? ''
    const { status, accessToken } = await postToken(emulator.fetch, { ...fields, code })
    expect(status).toBe(200)
    const who = await emulator.fetch(`${ORIGIN}/api/4.0/user`, {
      headers: { authorization: `token ${accessToken}` },
    })
    expect(await who.json()).toMatchObject({ id: '789' })
    expect((await postToken(emulator.fetch, { ...fields, code })).body).toMatchObject({
      error: 'invalid_grant',
    })
    const byPages = await codeFor(browserOf(emulator), 789)
    expect(byPages).toHaveLength(code.length)
    expect(emulator.stats).toMatchObject({ sign_in: 2, authorize: 2, token_code: 1 })
  })

  it('leads back with access_denied when the person does not allow it', () => {
    const emulator = createEmulator()
    const back = new URL(emulator.authorize({ url: url(), user_id: 789, allow: false }))
    expect(back.searchParams.get('error')).toBe('access_denied')
    expect(emulator.stats.authorize_denied).toBe(1)
  })

  it('leads back with the error that the pages would give', () => {
    const back = new URL(createEmulator().authorize({ url: url({ scope: 'other' }), user_id: 789 }))
    expect(back.searchParams.get('error')).toBe('invalid_scope')
  })

  it.each([
    ['a client that is not registered', { client_id: 'other' }, 789],
    ['a redirect_uri that is not the registered one', { redirect_uri: 'https://evil.example/' }, 789],
    ['a disabled user', {}, 792],
    ['nobody', {}, 'x'],
  ])('throws for %s', (_, changes, user_id) => {
    expect(() => createEmulator().authorize({ url: url(changes), user_id })).toThrow(EmulatorInputError)
  })
})
