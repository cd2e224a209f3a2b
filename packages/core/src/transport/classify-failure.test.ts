import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AuthError } from '../errors/auth-error.js'
import { classifyFailure as classify } from './classify-failure.js'
import { failureTable, pageFailures } from './failure-table.js'

const request = {
  method: 'POST',
  url: 'https://me.looker.com/api/4.0/login',
  headers: {},
  secrets: ['canary-secret'],
} as const
const failed = (code: string, message = 'underneath') =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(message), { code }) })

const classifyFailure = (error: unknown, sent: Parameters<typeof classify>[1]) =>
  classify(error, sent, failureTable)

describe('classifyFailure', () => {
  it.each([
    ['ECONNREFUSED', 'network', 'Nothing listens'],
    ['ENOTFOUND', 'network', 'host name'],
    ['EAI_AGAIN', 'network', 'did not answer'],
    ['ERR_PROXY_UNAVAILABLE', 'network', 'The proxy could not reach'],
    ['ECONNRESET', 'network', 'broke off'],
    ['ERR_PROXY_TUNNEL', 'network', 'proxy'],
    ['ERR_PROXY_CONNECTION', 'network', 'The proxy could not be reached'],
    ['ERR_PROXY_ADDRESS', 'configuration', 'socks'],
    ['ERR_PROXY_CREDENTIALS', 'configuration', '%25'],
    ['ETIMEDOUT', 'timeout', 'Check host'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', 'ca'],
    ['CERT_HAS_EXPIRED', 'tls', 'clock'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'another host name'],
    ['EPROTO', 'tls', 'does not speak TLS'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls', 'certificate of the client'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 'does not speak TLS'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls', 'handshake'],
    ['ERR_SSL_ONE_OF_TOMORROW', 'tls', 'handshake'],
    ['HPE_INVALID_CHUNK_SIZE', 'malformed_response', 'chunks'],
    ['HPE_UNEXPECTED_CONTENT_LENGTH', 'malformed_response', 'length'],
    ['ERR_UNEXPECTED_UPGRADE', 'not_looker_api', 'another protocol'],
    ['HPE_HEADER_OVERFLOW', 'malformed_response', 'headers'],
    ['HPE_INVALID_CONSTANT', 'not_looker_api', 'does not speak HTTP'],
  ])('%s is %s with a hint that fits', (code, meaning, hint) => {
    const error = classifyFailure(failed(code), request)
    expect(error.code).toBe(meaning)
    expect(error.hint).toContain(hint)
    expect(error.cause).toMatchObject({ cause: { code } })
    expect(error.baseUrl).toBe('https://me.looker.com')
  })

  it("names no base URL where the request went to an application's token endpoint", () => {
    for (const url of ['/looker-token', 'https://app.example/api/looker-token'])
      expect(classifyFailure(failed('ECONNRESET'), { ...request, url })).not.toHaveProperty('baseUrl')
  })

  it.each([
    ['ENOTFOUND', false],
    ['ECONNREFUSED', false],
    ['ConnectionRefused', false],
    ['EPROTO', false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false],
    ['CERT_HAS_EXPIRED', false],
    ['ERR_PROXY_CONNECTION', false],
    ['ERR_PROXY_TUNNEL', false],
    ['ERR_PROXY_UNAVAILABLE', true],
    ['EAI_AGAIN', true],
    ['ECONNRESET', true],
    ['EHOSTUNREACH', true],
    ['ETIMEDOUT', true],
  ])('%s: retryable is %s, as the hint says whether a setting has to be changed', (code, retryable) => {
    expect(classifyFailure(failed(code), request).retryable).toBe(retryable)
  })

  it.each([
    ['dns error: failed to lookup address information: Name or service not known', false],
    ['dns error: failed to lookup address information: Temporary failure in name resolution', true],
    ['tcp connect error: Connection refused (os error 111)', false],
    ['received corrupt message of type InvalidContentType', false],
    ['connection closed before message completed', true],
  ])('%s, without a code: retryable is %s', (text, retryable) => {
    expect(classifyFailure(new TypeError(text), request).retryable).toBe(retryable)
  })

  it('finds the code in the parts of an AggregateError, as Node gives them for a name with two addresses', () => {
    const parts = [Object.assign(new Error('a'), { code: 'ECONNREFUSED' })]
    expect(
      classifyFailure(new TypeError('fetch failed', { cause: new AggregateError(parts) }), request).hint,
    ).toContain('Nothing listens')
  })

  it('goes by the text where a runtime gives no code', () => {
    const text = 'error sending request: invalid peer certificate: UnknownIssuer'
    expect(classifyFailure(new TypeError(text), request).code).toBe('tls')
    expect(classifyFailure(new TypeError('tcp connect error: Connection refused'), request).code).toBe(
      'network',
    )
  })

  it('http for https: the hint says so', () => {
    const error = classifyFailure(failed('ECONNRESET', 'socket hang up'), {
      ...request,
      url: 'http://me.looker.com/x',
    })
    expect(error).toMatchObject({ code: 'network', hint: expect.stringContaining('write https:') })
  })

  it('shows no secret that the failure repeats, however deep', () => {
    const error = classifyFailure(
      failed('ECONNRESET', 'request to /login?client_secret=canary-secret failed'),
      request,
    )
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary-secret')
  })

  it('takes of a fetch that is another session’s how its request failed, and nothing about its identity', () => {
    const shown = (error: unknown): string => inspect(error, { depth: 9, showHidden: true })
    for (const code of ['configuration', 'network', 'timeout', 'tls', 'unavailable'] as const) {
      const theirs = new AuthError(code, { message: 'It failed.', retryAfterMs: 15_000 })
      expect(classifyFailure(theirs, request)).toBe(theirs)
      const telling = classifyFailure(new AuthError(code, { message: 'About canary-secret.' }), request)
      expect(telling.code).toBe(code)
      expect(shown(telling)).not.toContain('canary-secret')
    }
    for (const code of ['signed_out', 'bad_credentials', 'refresh_token_lost'] as const) {
      const error = classifyFailure(new AuthError(code, { message: 'About canary-secret.' }), request)
      expect(error).toMatchObject({ code: 'configuration', retryable: false })
      expect(error.message).toContain(code)
      expect(shown(error)).not.toContain('canary-secret')
    }
  })

  it('what is not an error at all is still a network error', () => {
    for (const thrown of [undefined, null, 'x', 7])
      expect(classifyFailure(thrown, request).code).toBe('network')
  })
})

describe('what is no failure of the network', () => {
  it.each([
    [new TypeError("Cannot read properties of undefined (reading 'digest')")],
    [new TypeError('undefined is not an object (evaluating "crypto.subtle.digest")')],
    [new TypeError('mockFetch is not a function')],
    [new ReferenceError('fetch is not defined')],
    [new TypeError('fetch failed', { cause: new ReferenceError('Deno is not defined') })],
  ])('%s is configuration', error => {
    expect(classifyFailure(error, request)).toMatchObject({
      code: 'configuration',
      hint: expect.stringContaining('see the cause'),
    })
    expect(classify(error, request, pageFailures).code).toBe('configuration')
  })

  it.each([['Failed to fetch'], ['NetworkError when attempting to fetch resource.'], ['Load failed']])(
    'but "%s" of a browser is',
    message => expect(classify(new TypeError(message), request, pageFailures).code).toBe('network'),
  )
})
