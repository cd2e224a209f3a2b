import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact, redactError } from './redact.js'

describe('redact', () => {
  it.each([
    ['as it is', 'a%2B+&é"'],
    ['percent-encoded', encodeURIComponent('a%2B+&é"')],
    ['form-encoded', new URLSearchParams({ x: 'a%2B+&é"' }).toString().slice(2)],
    ['in JSON', JSON.stringify('a%2B+&é"').slice(1, -1)],
  ])('takes a secret out %s', (_, form) => {
    expect(redact(`before ${form} after`, ['a%2B+&é"'])).toBe('before [redacted] after')
  })

  const secret = 'CanaryAb+C/é&%2Bd-rest-of-it'
  it.each([
    ['with lower-case escapes', encodeURIComponent(secret).replace(/%../g, hex => hex.toLowerCase())],
    ['encoded twice', encodeURIComponent(encodeURIComponent(secret))],
    ['in HTML', secret.replaceAll('&', '&amp;')],
    ['in HTML by number', [...secret].map(char => `&#${char.charCodeAt(0)};`).join('')],
    ['decoded once too often', decodeURIComponent(secret)],
    ['cut short', secret.slice(0, -3)],
    ['cut in the middle', secret.slice(0, 16)],
  ])('drops a text that shows a secret %s', (_, guise) => {
    expect(redact(`before ${guise} after`, [secret])).toBe('[redacted]')
  })

  it('keeps a text that only shares a word with a secret', () => {
    const text = 'Unsupported in Looker (Google Cloud core)'
    expect(redact(text, ['lookeremulatorsecret0001'])).toBe(text)
  })

  it('leaves a text alone when the secret is empty', () => {
    expect(redact('nothing here', [''])).toBe('nothing here')
  })

  it('takes the longer secret out whole when one holds the other', () => {
    expect(redact('abcdef', ['abc', 'abcdef'])).toBe('[redacted]')
  })

  it('never leaves a secret of 8 characters or more in any text', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, unit: 'binary' }),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          fc.pre(!'[redacted]'.includes(secret) && !(before + after).includes(secret))
          expect(redact(before + secret + after, [secret])).toContain('[redacted]')
          expect(redact(secret, [secret])).toBe('[redacted]')
        },
      ),
    )
  })
})

describe('redactError', () => {
  it('keeps name, message and code, and drops the request that libraries hang on their errors', () => {
    const inner = Object.assign(new Error('connect to /login?client_secret=canary-9'), { code: 'ECONNRESET' })
    const error = Object.assign(new TypeError('fetch failed for canary-9'), {
      request: { headers: { authorization: 'token canary-9' } },
      cause: inner,
    })
    const copy = redactError(error, ['canary-9'])
    expect(inspect(copy, { depth: 9, showHidden: true })).not.toContain('canary-9')
    expect(copy).toMatchObject({ name: 'TypeError', message: 'fetch failed for [redacted]' })
    expect(copy.cause).toMatchObject({ code: 'ECONNRESET' })
  })

  it('takes secrets out of name and code too', () => {
    const error = Object.assign(new Error('x'), { name: 'canary-9', code: 'canary-9' })
    expect(inspect(redactError(error, ['canary-9']), { showHidden: true })).not.toContain('canary-9')
  })

  it.each([
    Object.create(null),
    Object.defineProperty(new Error('x'), 'cause', {
      get() {
        throw new Error('no')
      },
    }),
    { message: 7, name: null },
    { toString: null },
    Symbol('odd'),
    undefined,
  ])('makes an error of whatever was thrown (%#)', thrown => {
    expect(redactError(thrown, ['canary-9'])).toBeInstanceOf(Error)
  })

  it('makes an error of what is none', () => {
    expect(redactError('canary-9 as text', ['canary-9']).message).toBe('[redacted] as text')
  })
})
