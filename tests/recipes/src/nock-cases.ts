import { createSession } from '@looker-auth/node'
import nock from 'nock'
import { afterEach, describe, expect, test } from 'vitest'
import { whoIs } from './looker'
import { mockLooker } from './mock-with-nock'
import { passingScenes } from './passing-scenes'

export const mockedOptions = {
  baseUrl: 'https://looker.example',
  clientId: 'an-id',
  clientSecret: 'a-secret',
}

/** What holds with every version of nock; which one it is, the test file says. */
export function nockCases(nockName: string): void {
  afterEach(() => {
    nock.cleanAll()
    nock.enableNetConnect()
  })

  describe(`${nockName}, required and not used`, () => {
    passingScenes({ tls: true })
  })

  describe(`${nockName} with Looker in it`, () => {
    test('the session signs in, calls and signs out as the recipe shows', async () => {
      const mocked = mockLooker(mockedOptions.baseUrl)
      const looker = createSession(mockedOptions)
      expect(await whoIs(looker)).toBe('1')
      expect(await looker.logout()).toEqual({ revoked: true })
      mocked.done()
    })

    test('TLS and proxy settings do not matter: no connection is made', async () => {
      mockLooker(mockedOptions.baseUrl)
      const looker = createSession({ ...mockedOptions, verifySsl: false, proxy: 'http://127.0.0.1:9' })
      expect(await whoIs(looker)).toBe('1')
    })
  })

  describe(`${nockName} that lets nothing pass`, () => {
    test('says so by `configuration`, with its own reason and without a secret', async () => {
      nock.disableNetConnect()
      const failed = await createSession(mockedOptions)
        .token()
        .catch(error => error)
      expect(failed).toMatchObject({ code: 'configuration', hint: expect.stringContaining('nock') })
      expect(failed.cause.cause.message).toContain('Nock: Disallowed net connect')
    })

    test('and where no interceptor matches, its reason names neither headers nor body', async () => {
      nock(mockedOptions.baseUrl).get('/another').reply(200)
      const failed = await createSession(mockedOptions)
        .token()
        .catch(error => error)
      expect(failed).toMatchObject({ code: 'configuration', hint: expect.stringContaining('nock') })
      expect(failed.cause.cause.message).toBe('Nock: No match for request')
    })
  })
}
