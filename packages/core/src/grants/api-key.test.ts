import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { authCalls } from '../api-auth/options.js'
import { AuthError } from '../errors/auth-error.js'
import { failureTable } from '../transport/failure-table.js'
import { apiKeyGrant } from './api-key.js'

const baseUrl = 'https://me.looker.com'
const identity = { grant: 'api_key' } as const
const shown = (error: unknown): string =>
  `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)} ${String(error)}`

/** A grant whose provider returns the keys one after the other, and then throws. */
function failing(keys: readonly string[], thrown: unknown) {
  const left = [...keys]
  const grant = apiKeyGrant(
    authCalls({ baseUrl }, failureTable),
    async () => {
      const clientSecret = left.shift()
      if (clientSecret === undefined) throw thrown
      return { clientId: 'key-id', clientSecret }
    },
    identity,
  )
  return async (): Promise<unknown> => {
    for (const _ of keys) await grant.open()
    return Promise.resolve(grant.open()).catch(error => error)
  }
}

describe('a credentials provider that fails', () => {
  it('shows its own message, without a secret that it returned before', async () => {
    const cause = Object.assign(new Error('cannot renew canary-secret-2'), { code: 'canary-secret-1' })
    const error = await failing(
      ['canary-secret-1', 'canary-secret-2'],
      new Error('vault: key-id, canary-secret-1 is revoked', { cause }),
    )()
    expect(error).toMatchObject({
      code: 'configuration',
      cause: { message: 'vault: key-id, [redacted] is revoked' },
    })
    expect(shown(error)).not.toContain('canary')
  })

  it('shows none either where it throws an AuthError of its own', async () => {
    const thrown = new AuthError('timeout', { message: 'No answer for canary-secret-1.', hint: 'Wait.' })
    const error = await failing(['canary-secret-1'], thrown)()
    expect(error).toMatchObject({ code: 'timeout' })
    expect(shown(error)).not.toContain('canary')
    const harmless = new AuthError('timeout', { message: 'No answer.', hint: 'Wait.' })
    expect(await failing(['canary-secret-1'], harmless)()).toBe(harmless)
  })
})
