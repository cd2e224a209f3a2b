import { createSession } from '@looker-auth/node'
import { setupServer } from 'msw/node'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { whoIs } from './looker'
import { mockServer } from './mock-with-msw'
import { passingScenes } from './passing-scenes'

const options = { baseUrl: 'https://looker.example', clientId: 'an-id', clientSecret: 'a-secret' }

function listen(server: ReturnType<typeof setupServer>, onUnhandledRequest: 'bypass' | 'error'): void {
  server.listen({ onUnhandledRequest })
  onTestFinished(() => server.close())
}

describe('msw without handlers', () => {
  beforeEach(() => listen(setupServer(), 'bypass'))
  passingScenes({ tls: true })

  test('a request that would pass and go around the proxy is `configuration`', async () => {
    const looker = createSession({ ...options, proxy: 'http://127.0.0.1:9' })
    await expect(looker.token()).rejects.toMatchObject({
      code: 'configuration',
      hint: expect.stringContaining('proxy'),
    })
  })
})

describe('msw with Looker in it', () => {
  test('the session signs in, calls and signs out as the recipe shows', async () => {
    listen(mockServer(options.baseUrl), 'error')
    const looker = createSession(options)
    expect(await whoIs(looker)).toBe('1')
    expect(await looker.logout()).toEqual({ revoked: true })
  })

  test('TLS and proxy settings do not matter: no connection is made', async () => {
    listen(mockServer(options.baseUrl), 'error')
    const looker = createSession({ ...options, verifySsl: false, proxy: 'http://127.0.0.1:9' })
    expect(await whoIs(looker)).toBe('1')
  })
})

describe('msw that lets nothing pass', () => {
  test('says so by `configuration`', async () => {
    listen(setupServer(), 'error')
    await expect(createSession(options).token()).rejects.toMatchObject({
      code: 'configuration',
      hint: expect.stringContaining('msw'),
    })
  })
})
