import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AuthError } from './auth-error.js'
import { ReturnedSecrets } from './returned-secrets.js'

const shown = (error: unknown): string =>
  `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`

describe('the secrets that a function returned', () => {
  it('are taken out of what it throws later, percent-encoded too', () => {
    const returned = new ReturnedSecrets()
    returned.remember('canary/secret+1', undefined, 7)
    const thrown = new Error('GET /?secret=canary%2Fsecret%2B1 failed')
    const error = returned.failure(thrown, 'The function failed.')
    expect(error).toMatchObject({
      code: 'configuration',
      cause: { message: 'GET /?secret=[redacted] failed' },
    })
    expect(shown(error)).not.toContain('canary')
  })

  it('are kept for the last eight, however often one comes again', () => {
    const returned = new ReturnedSecrets()
    for (let count = 0; count < 100; count++) returned.remember(`canary-${count}-secret`, 'canary-lasting')
    expect(shown(returned.failure('canary-99-secret, canary-lasting', 'It failed.'))).not.toContain('canary')
    expect(shown(returned.failure('of long ago: canary-7-secret', 'It failed.'))).toContain('canary-7-secret')
    expect(shown(returned)).not.toContain('canary')
  })

  it('leave alone what is too short to be one', () => {
    const returned = new ReturnedSecrets()
    returned.remember('a', '')
    expect(returned.failure(new Error('a vault'), 'It failed.').cause).toMatchObject({ message: 'a vault' })
  })

  const secret = 'canary/secret+1'
  it.each([
    ['as a basic authorization', Buffer.from(`client:${secret}`).toString('base64')],
    ['after one more character', Buffer.from(`ab:${secret}`).toString('base64')],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 for addresses', Buffer.from(`1:${secret}`).toString('base64url')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in upper-case hexadecimal', Buffer.from(secret).toString('hex').toUpperCase()],
  ])('are taken out %s', (_, encoded) => {
    const returned = new ReturnedSecrets()
    returned.remember(secret)
    for (const thrown of [new Error(`sent ${encoded}`), new AuthError('unavailable', { hint: encoded })])
      expect(shown(returned.failure(thrown, 'It failed.'))).not.toContain(encoded)
  })

  const request = { headers: { authorization: secret } }
  it.each<[string, () => AuthError]>([
    ['a property', () => Object.assign(new AuthError('unavailable'), { request })],
    [
      'a property of its cause',
      () => new AuthError('unavailable', { cause: Object.assign(new Error('x'), { request }) }),
    ],
    [
      'a part of its cause',
      () => new AuthError('unavailable', { cause: new AggregateError([new Error(secret)]) }),
    ],
    ['a cause that is no error', () => new AuthError('unavailable', { cause: request })],
    ['a map', () => new AuthError('unavailable', { cause: new Map([['key', secret]]) })],
    ['bytes', () => new AuthError('unavailable', { cause: { body: new TextEncoder().encode(secret) } })],
    [
      'its stack',
      () => Object.assign(new AuthError('unavailable'), { stack: `AuthError\n at x?key=${secret}` }),
    ],
    [
      'its message, where its JSON leaves that out',
      () => Object.assign(new AuthError('unavailable', { message: secret }), { toJSON: () => ({}) }),
    ],
  ])('are not shown by an AuthError of the function that holds one in %s', (_, make) => {
    const returned = new ReturnedSecrets()
    returned.remember(secret)
    const error = returned.failure(make(), 'It failed.')
    expect(error.code).toBe('unavailable')
    const printed = `${shown(error)} ${error.stack} ${inspect(error.cause, { depth: 9, showHidden: true })}`
    expect(printed).not.toMatch(/canary|99,\s+97,\s+110/)
  })

  it('leave an AuthError of the function as it is, where it holds none', () => {
    const returned = new ReturnedSecrets()
    returned.remember(secret)
    const own = new AuthError('unavailable', { cause: new Error('the vault is sealed') })
    expect(returned.failure(own, 'It failed.')).toBe(own)
  })
})
