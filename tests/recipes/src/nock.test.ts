import { createSession } from '@looker-auth/node'
import nock from 'nock'
import { afterEach, describe, expect, test } from 'vitest'
import { whoIs } from './looker'
import { mockLooker } from './mock-with-nock'
import { passingScenes } from './passing-scenes'

afterEach(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

const options = { baseUrl: 'https://looker.example', clientId: 'an-id', clientSecret: 'a-secret' }

describe('nock 14, required and not used', () => {
  passingScenes({ tls: true })
})

describe('nock 14 with Looker in it', () => {
  test('the session signs in, calls and signs out as the recipe shows', async () => {
    const mocked = mockLooker(options.baseUrl)
    const looker = createSession(options)
    expect(await whoIs(looker)).toBe('1')
    expect(await looker.logout()).toEqual({ revoked: true })
    mocked.done()
  })

  test('TLS and proxy settings do not matter: no connection is made', async () => {
    mockLooker(options.baseUrl)
    const looker = createSession({ ...options, verifySsl: false, proxy: 'http://127.0.0.1:9' })
    expect(await whoIs(looker)).toBe('1')
  })
})

describe('nock 14 that lets nothing pass', () => {
  test('says so by `configuration`, with its own reason and without a secret', async () => {
    nock.disableNetConnect()
    const failed = await createSession(options)
      .token()
      .catch(error => error)
    expect(failed).toMatchObject({ code: 'configuration', hint: expect.stringContaining('nock') })
    expect(failed.cause.cause.message).toContain('Nock: Disallowed net connect')
  })

  test('and where no interceptor matches, its reason names neither headers nor body', async () => {
    nock(options.baseUrl).get('/another').reply(200)
    const failed = await createSession(options)
      .token()
      .catch(error => error)
    expect(failed).toMatchObject({ code: 'configuration', hint: expect.stringContaining('nock') })
    expect(failed.cause.cause.message).toBe('Nock: No match for request')
  })
})

describe('nock 14 and a proxy', () => {
  test('a request that would pass and go around the proxy is `configuration`', async () => {
    const looker = createSession({
      ...options,
      baseUrl: 'https://other.example',
      proxy: 'http://127.0.0.1:9',
    })
    await expect(looker.token()).rejects.toMatchObject({
      code: 'configuration',
      hint: expect.stringContaining('proxy'),
    })
  })
})
