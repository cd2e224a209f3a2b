import { describe, expect, it, vi } from 'vitest'
import { createTokenEndpoint, finishAuthorization } from '../index.js'
import type { Session } from './session.js'

const answer = { code: 'code', codeVerifier: 'verifier' }

describe('a function that takes a session', () => {
  it('refuses one of another copy of the package, and says how to get by with one copy', async () => {
    vi.resetModules()
    const other = await import('../index.js')
    expect(other.createTokenEndpoint).not.toBe(createTokenEndpoint)
    const session = other.createSession({ baseUrl: 'https://me.looker.com', token: 'a-token' })
    const refusal = {
      code: 'configuration',
      message: expect.stringContaining('made by another copy of @looker-auth/core'),
      hint: expect.stringContaining('npm ls @looker-auth/core'),
    }
    expect(() => createTokenEndpoint({ session, userFor: () => null })).toThrow(
      expect.objectContaining(refusal),
    )
    await expect(finishAuthorization(session, answer)).rejects.toMatchObject(refusal)
  })

  it.each([undefined, null, {}, 'session', () => {}])('refuses what is no session: %j', async given => {
    const session = given as unknown as Session
    const refusal = { code: 'configuration', message: expect.stringContaining('no session') }
    expect(() => createTokenEndpoint({ session, userFor: () => null })).toThrow(
      expect.objectContaining(refusal),
    )
    await expect(finishAuthorization(session, answer)).rejects.toMatchObject(refusal)
  })
})
