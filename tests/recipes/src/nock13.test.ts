import { createSession } from '@looker-auth/node'
import nock from 'nock'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { whoIs } from './looker'
import { mockLooker } from './mock-with-nock'
import { passingScenes } from './passing-scenes'

vi.mock('nock', () => import('nock13'))

afterEach(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

const options = { baseUrl: 'https://looker.example', clientId: 'an-id', clientSecret: 'a-secret' }

describe('nock 13, required and not used', () => {
  passingScenes({ tls: true })
})

describe('nock 13 with Looker in it', () => {
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

describe('nock 13 that lets nothing pass', () => {
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

describe('nock 13 and a proxy', () => {
  test('a request that passes goes through the proxy', async () => {
    const baseUrl = 'https://other.example'
    const looker = createSession({ ...options, baseUrl, proxy: 'http://127.0.0.1:9', retry: { attempts: 1 } })
    await expect(looker.token()).rejects.toMatchObject({
      code: 'network',
      hint: expect.stringContaining('The proxy could not be reached'),
    })
  })
})
