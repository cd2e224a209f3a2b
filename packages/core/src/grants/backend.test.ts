import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AuthError } from '../errors/auth-error.js'
import { createUserSession } from '../session/create-user-session.js'
import { type BackendGrantOptions, backendGrant } from './backend.js'

const baseUrl = 'https://looker.example'
const answer = { access_token: 'token', token_type: 'Bearer', expires_in: 3600, user_id: '5' }

/** What a page's session says, which asks its token endpoint with these options. */
async function failure(options: Partial<BackendGrantOptions>): Promise<AuthError> {
  try {
    const grant = backendGrant({ url: 'http://127.0.0.1:1/token', user: '5', ...options })
    await createUserSession({ baseUrl, grant, retry: { attempts: 1 } }).token()
  } catch (error) {
    if (AuthError.is(error)) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('a backend grant that cannot send its token request', () => {
  it.each<[string, BackendGrantOptions['headers']]>([
    ['x-csrf', { 'x-csrf': 'canary\n1' }],
    ['x-csrf', () => ({ accept: '*/*', 'x-csrf': 'canary\0' })],
    ['x-csrf', async () => ({ 'x-csrf': 'canary\u2028' })],
    ['a name that is not legal', { 'canary header': 'x' }],
  ])('names the header that cannot be sent (%s), and shows no value', async (name, headers) => {
    const error = await failure({ headers })
    expect(error).toMatchObject({ code: 'configuration', retryable: false })
    expect(error.message).toContain(name)
    expect(`${inspect(error, { depth: 9, showHidden: true })} ${error.stack}`).not.toContain('canary')
  })

  it.each([
    ['ftp://app.example/token', 'neither http nor https'],
    ['data:,token', 'neither http nor https'],
    ['https://user:canary@app.example/token', 'user name or password'],
    ['https://[', 'is not an address'],
  ])('refuses the address %s', async (url, what) => {
    const error = await failure({ url })
    expect(error.code).toBe('configuration')
    expect(error.message).toContain(what)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary')
  })

  it('says that a path needs a page, where there is none', async () => {
    const error = await failure({ url: '/looker-token' })
    expect(error.code).toBe('configuration')
    expect(error.message).toContain('/looker-token')
    expect(error.hint).toContain('whole address')
  })

  it('sends the headers however they are written down', async () => {
    for (const headers of [new Headers({ 'X-Csrf': 'a' }), [['x-csrf', 'a']], { 'X-Csrf': 'a' }]) {
      let sent: string | null = null
      const grant = backendGrant({
        url: '/looker-token',
        user: '5',
        headers: headers as unknown as Record<string, string>,
        fetch: async (_, init) => {
          sent = new Headers(init?.headers).get('x-csrf')
          return Response.json(answer)
        },
      })
      expect(await createUserSession({ baseUrl, grant }).token()).toBe('token')
      expect(sent).toBe('a')
    }
  })
})
