import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AuthError } from './auth-error.js'
import type { AuthErrorCode } from './error-codes.js'
import { errorTable } from './error-table.js'

describe('AuthError', () => {
  it.each(Object.keys(errorTable) as AuthErrorCode[])('%s says what happened and what to do next', code => {
    const error = new AuthError(code)
    expect(error.message).toBe(`${errorTable[code].message} ${errorTable[code].hint}`)
    expect(error.hint).not.toBe('')
    expect(error.retryable).toBe(errorTable[code].retryable)
  })

  it('shows the status and what the server said', () => {
    const error = new AuthError('bad_credentials', { status: 404, serverMessage: 'Not found' })
    expect(error.message).toContain('(HTTP 404 "Not found")')
    expect(error).toMatchObject({
      status: 404,
      serverMessage: 'Not found',
      code: 'bad_credentials',
      retryable: false,
    })
  })

  it('is recognised when it comes from another copy of the package, and nothing else is', async () => {
    class OtherCopy extends Error {}
    const foreign = Object.defineProperty(new OtherCopy(), Symbol.for('@looker-auth/AuthError'), {
      value: true,
    })
    expect(AuthError.is(foreign)).toBe(true)
    expect(AuthError.is(new AuthError('network'))).toBe(true)
    for (const value of [new Error('x'), null, undefined, 'network', { code: 'network' }]) {
      expect(AuthError.is(value)).toBe(false)
    }
  })

  it('turns into JSON with its code, status, hint, wait and what the cause says, without stacks', () => {
    const error = new AuthError('rate_limited', {
      status: 429,
      retryAfterMs: 7000,
      cause: Object.assign(new Error('underneath', { cause: new DOMException('at the root', 'DataError') }), {
        code: 'EIO',
        request: { headers: {} },
      }),
    })
    const json = JSON.parse(JSON.stringify(error))
    expect(json).toEqual({
      name: 'AuthError',
      code: 'rate_limited',
      message: error.message,
      status: 429,
      retryable: true,
      retryAfterMs: 7000,
      hint: errorTable.rate_limited.hint,
      cause: {
        name: 'Error',
        message: 'underneath',
        code: 'EIO',
        cause: { name: 'DataError', message: 'at the root' },
      },
    })
    expect(inspect(error)).toContain('underneath')
  })

  it('has no field for what is not known, and shows none', () => {
    const error = new AuthError('network')
    expect(Object.keys(error).sort()).toEqual(['code', 'hint', 'name', 'retryable'])
    expect(inspect(error)).not.toContain('undefined')
  })

  it('prints code, message, hint and base URL before anything else', () => {
    const error = new AuthError('network', {
      baseUrl: 'https://me.looker.com',
      cause: new Error('underneath'),
    })
    const { message, hint } = errorTable.network
    const head = `AuthError [network]: ${message} ${hint}\n    base URL: https://me.looker.com\n`
    expect(error.stack?.startsWith(head)).toBe(true)
    expect(inspect(error).startsWith(head)).toBe(true)
    expect(JSON.parse(JSON.stringify(error)).baseUrl).toBe('https://me.looker.com')
  })

  it('leaves the length of the stacks of others as it was', () => {
    const { stackTraceLimit } = Error
    new AuthError('network')
    expect(Error.stackTraceLimit).toBe(stackTraceLimit)
  })
})
