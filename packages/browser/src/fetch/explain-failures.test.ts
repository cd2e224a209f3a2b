import { AuthError } from '@looker-auth/core'
import { describe, expect, it } from 'vitest'
import { explainFailures } from './explain-failures'

const looker = 'https://looker.example.com'
const page = { location: { origin: 'https://app.example.com' } }

/** What a page's fetch of that address fails with, after the platform's failed with this. */
async function failure(thrown: unknown, input: string | URL | Request = `${looker}/api/4.0/user`, of = page) {
  const fetch = explainFailures(async () => Promise.reject(thrown), of)
  return fetch(input).then(
    () => expect.unreachable('it succeeded'),
    error => error,
  )
}

describe('a request of a page that a browser gives no answer of', () => {
  it.each(['Failed to fetch', 'NetworkError when attempting to fetch resource.', 'Load failed'])(
    'fails with the platform’s own error (%s), and its cause names the origin and Looker’s allowlist',
    async message => {
      const thrown = new TypeError(message)
      const error = await failure(thrown)
      expect(error).toBe(thrown)
      expect(Object.keys(error)).toEqual([])
      expect(AuthError.is(error.cause)).toBe(true)
      expect(error.cause).toMatchObject({ code: 'network', retryable: true })
      expect(error.cause.message).toContain(looker)
      expect(error.cause.hint).toContain(page.location.origin)
      expect(error.cause.hint).toContain('embedded domain allowlist')
      expect(error.cause.hint).toContain(`${looker}/alive`)
    },
  )

  it.each([
    ['of its own origin', `${page.location.origin}/api/4.0/user`],
    ['by a path', '/api/4.0/user'],
  ])('%s needs no allowlist: nothing is added', async (_, input) => {
    expect((await failure(new TypeError('Failed to fetch'), input)).cause).toBeUndefined()
  })

  it('names the origin of a Request and of a URL', async () => {
    for (const input of [new Request(`${looker}/a`), new URL(`${looker}/a`)])
      expect((await failure(new TypeError('Failed to fetch'), input)).cause.message).toContain(looker)
  })

  it.each([
    ['an abort', new DOMException('gone', 'AbortError')],
    ['a mistake in a given fetch', new TypeError('fetch is not a function')],
    ['an error with a cause of its own', new TypeError('Failed to fetch', { cause: 'known' })],
    ['no error at all', 'Failed to fetch'],
    ['nothing', undefined],
  ])('leaves %s as it is', async (_, thrown) => {
    const cause = (thrown as { cause?: unknown } | undefined)?.cause
    const error = await failure(thrown)
    expect(error).toBe(thrown)
    expect((error as { cause?: unknown } | undefined)?.cause).toBe(cause)
  })

  it('leaves an error that cannot be changed as it is', async () => {
    const thrown = Object.freeze(new TypeError('Failed to fetch'))
    expect(await failure(thrown)).toBe(thrown)
  })

  it('adds nothing outside of a page', async () => {
    const none = {} as typeof page
    expect((await failure(new TypeError('Failed to fetch'), undefined, none)).cause).toBeUndefined()
  })
})
