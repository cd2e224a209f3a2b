import { describe, expect, it } from 'vitest'
import { canonicalBaseUrl } from '../base-url.js'
import type { WireAnswer } from '../wire.js'
import { parseJson } from './access-token.js'
import { type AnswerKind, kindOfAnswer } from './answer-kind.js'
import { answerTable, type Meaning } from './answer-table.js'
import { parseLogin, parseLoginUser, parseLogout } from './parse-answer.js'

const json = 'application/json;charset=utf-8'
const context = {
  secrets: ['canary-secret'],
  nowMs: Date.UTC(2026, 0, 1),
  url: 'https://me.looker.com/api/4.0/login',
}
const answer = (status: number, body: unknown, more: Partial<WireAnswer> = {}): WireAnswer => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, contentType: json, headers: {}, text, json: parseJson(text), ...more }
}
const token = {
  access_token: '4QDkCyCtZzYgj4C2p2cj3csJH7zqS5RzKs2kTnG4',
  token_type: 'Bearer',
  expires_in: 3600,
}
const html = '<!DOCTYPE html><html><body>Sign in</body></html>'

const samples: Record<AnswerKind, readonly WireAnswer[]> = {
  access_token: [answer(200, token), answer(200, { ...token, refresh_token: null })],
  success_without_token: [
    answer(200, ''),
    answer(204, ''),
    answer(200, { message: 'Not found' }),
    answer(200, '[]'),
  ],
  invalid: [
    answer(400, { message: 'Bad request' }),
    answer(422, { message: 'Validation Failed', errors: [] }),
  ],
  unauthenticated: [answer(401, { message: 'Requires authentication.' })],
  forbidden: [answer(403, { message: 'Forbidden' }), answer(403, '')],
  cloud_core_unsupported: [answer(403, { message: 'Unsupported in Looker (Google Cloud core)' })],
  not_found: [answer(404, { message: 'Not found' })],
  foreign: [
    answer(404, html, { contentType: 'text/html' }),
    answer(404, { message: "The resource you're looking for could not be found" }),
    answer(200, html, { contentType: 'text/plain' }),
    answer(401, html, { contentType: 'text/html;charset=utf-8' }),
    answer(401, 'no'),
    answer(403, html, { contentType: 'text/html' }),
    answer(404, ''),
  ],
  version_removed: [404, 403, 400].map(status =>
    answer(status, { message: 'API 3.x requests are prohibited. Request: POST /api/3.1/login' }),
  ),
  rate_limited: [answer(429, ''), answer(429, html, { contentType: 'text/html' })],
  server_error: [
    answer(500, ''),
    answer(502, html, { contentType: 'text/html' }),
    answer(503, { message: 'x' }),
  ],
  redirect: [
    answer(302, '', { location: 'https://elsewhere.example/login?client_secret=canary-secret' }),
    answer(0, ''),
  ],
  unexpected: [answer(405, ''), answer(413, ''), answer(304, ''), answer(300, '')],
}

const meaningOf = (outcome: ReturnType<typeof parseLogin> | ReturnType<typeof parseLogout>): Meaning => {
  if (outcome.kind === 'granted' || outcome.kind === 'done') return outcome.kind
  return outcome.kind === 'reported' ? `reported:${outcome.error.code}` : outcome.error.code
}

describe.each(Object.entries(samples))('an answer of the kind %s', (kind, answers) => {
  it.each(answers)('is recognised (status $status)', sample => {
    expect(kindOfAnswer(sample)).toBe(kind)
  })

  it.each(answers)('means what the table says (status $status)', sample => {
    const row = answerTable[kind as AnswerKind]
    expect(meaningOf(parseLogin(sample, context))).toBe(row.login)
    expect(meaningOf(parseLoginUser(sample, context))).toBe(row.login_user)
    expect(meaningOf(parseLogout(sample, context))).toBe(row.logout)
  })
})

describe('a body without a usable token is a malformed response that says why', () => {
  it.each([
    ['', 'the body is empty'],
    ['{"access_token":"abc","expires_in":36', 'not JSON, or is cut off'],
    ['null', 'not a JSON object'],
    [{ message: 'Not found' }, 'access_token is missing'],
    [{ ...token, access_token: '' }, 'access_token is empty'],
    [{ ...token, access_token: 42 }, 'access_token is not a string'],
    [{ ...token, access_token: 'a\nb' }, 'cannot be sent in a header'],
    [{ ...token, access_token: 'tökén' }, 'cannot be sent in a header'],
    [{ ...token, token_type: 7 }, 'token_type is not a string'],
    [{ access_token: 'abc', token_type: 'Bearer' }, 'expires_in is missing'],
    [{ ...token, expires_in: null }, 'expires_in is missing'],
    [{ ...token, expires_in: '3600' }, 'expires_in is not a number'],
    [{ ...token, expires_in: -1 }, 'expires_in is not positive'],
    [{ ...token, expires_in: 0 }, 'expires_in is not positive'],
    [{ ...token, expires_in: 1e300 }, 'longer than ten years'],
    [{ ...token, refresh_token: 3 }, 'refresh_token is not a string'],
  ])('%j: %s', (body, why) => {
    const outcome = parseLogin(answer(200, body), context)
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'malformed_response', retryable: false } })
    expect(outcome.kind === 'failed' && outcome.error.message).toContain(why)
  })

  it('204 with a body is no token, whatever the body says', () => {
    expect(parseLogin(answer(204, token), context)).toMatchObject({ error: { code: 'malformed_response' } })
    expect(parseLogout(answer(204, token), context)).toEqual({ kind: 'done' })
  })

  it('a body of 100 MB, of which only the beginning was read, is named too long', () => {
    const outcome = parseLogin(answer(200, '{"access', { flaw: 'too_long' }), context)
    expect(outcome).toMatchObject({
      error: { code: 'malformed_response', message: expect.stringContaining('too long') },
    })
  })
})

describe('a token is taken over', () => {
  it('with refresh_token null or absent as none', () => {
    for (const body of [token, { ...token, refresh_token: null }]) {
      expect(parseLogin(answer(200, body), context)).toEqual({ kind: 'granted', token })
    }
  })

  it('with its refresh_token, and without fields that nobody knows', () => {
    const outcome = parseLogin(answer(200, { ...token, refresh_token: 'r', surprise: 1 }), context)
    expect(outcome).toEqual({ kind: 'granted', token: { ...token, refresh_token: 'r' } })
  })
})

describe('hints and particulars', () => {
  const failure = (outcome: ReturnType<typeof parseLogin>) =>
    outcome.kind === 'failed' ? outcome.error : undefined

  it('a redirect names the address it pointed to, without the query that repeats the secret', () => {
    const error = failure(parseLogin(samples.redirect[0] as WireAnswer, context))
    expect(error?.message).toContain('to https://elsewhere.example/login;')
    expect(JSON.stringify(error)).not.toContain('canary')
  })

  it('a redirect shows no user name, password or parameter of the address', () => {
    const location = 'https://user:canary-pw@sso.example/x;jsessionid=canary-secre?canary'
    const error = failure(parseLogin(answer(302, '', { location }), context))
    expect(error?.message).toContain('to https://sso.example/x;')
    expect(JSON.stringify(error)).not.toContain('canary')
  })

  it('http for https: a refusal without a reason, and a page, say to write https', () => {
    const plain = { ...context, url: 'http://me.looker.com:443/api/4.0/login' }
    for (const sample of [
      answer(400, 'Client sent an HTTP request to an HTTPS server.'),
      answer(400, html, { contentType: 'text/html' }),
    ]) {
      expect(failure(parseLogin(sample, plain))?.hint).toContain('write https:')
      expect(failure(parseLogin(sample, context))?.hint).not.toContain('write https:')
    }
  })

  it('a path in the base URL is named where no Looker answers', () => {
    const error = failure(
      parseLogin(answer(404, html), { ...context, url: 'https://me.looker.com/looker/api/4.0/login' }),
    )
    expect(error?.hint).toContain('leave "/looker" out')
  })

  it('every hint on base_url agrees with what a base URL may be: without /api and the version', () => {
    const hints = Object.values(samples).flatMap(answers =>
      answers.map(sample => failure(parseLogin(sample, context))?.hint ?? ''),
    )
    expect(hints.filter(hint => /\/api(?!\.)/.test(hint) && !/without \/api/.test(hint))).toEqual([])
    const forbidden = failure(parseLogin(samples.forbidden[0] as WireAnswer, context))
    expect(forbidden?.hint).toContain('without /api')
    expect(() => canonicalBaseUrl(context.url)).toThrow('without /api')
  })

  it('an unknown user is named, on one line and without a secret that was passed for an id', () => {
    const hintFor = (userId: string) =>
      failure(parseLoginUser(samples.not_found[0] as WireAnswer, { ...context, userId }))?.hint
    expect(hintFor('4711')).toMatch(/^Check the user id .* The id of this request was "4711"\.$/)
    expect(hintFor('4\n7\u202e1')).toMatch(/ was "4\\n7 1"\.$/)
    expect(hintFor('canary-secret')).toMatch(/ was "\[redacted\]"\.$/)
  })

  it("the server's message is shown on one line, without control and direction characters", () => {
    const error = failure(parseLogin(answer(400, { message: 'a\u001b[31m\nb\u202ec' }), context))
    expect(error?.serverMessage).toBe('a [31m b c')
  })

  it("the server's message is kept, short and without the secret it may repeat", () => {
    const said = { message: `no key canary-secret ${'x'.repeat(1000)}` }
    const error = failure(parseLogin(answer(400, said), context))
    expect(error?.serverMessage).toMatch(/^no key \[redacted\] x+$/)
    expect(error?.serverMessage?.length).toBe(300)
  })

  it.each([
    ['7', 7000],
    ['0.5', 500],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['Fri, 02 Jan 2026 00:00:00 GMT', 3_600_000],
    ['3601', 3_600_000],
    ['soon', undefined],
    ['-3', undefined],
    ['', undefined],
  ])('Retry-After %j is %s ms', (retryAfter, expected) => {
    const error = failure(parseLogin(answer(429, '', { retryAfter }), context))
    expect(error?.retryAfterMs).toBe(expected)
    expect(error?.retryable).toBe(true)
  })
})
