import { createSession } from '@looker-auth/node'
import { describe, expect, test, vi } from 'vitest'
import { mockedOptions, nockCases } from './nock-cases'

vi.mock('nock', () => import('nock13'))

nockCases('nock 13')

describe('nock 13 and a proxy', () => {
  test('a request that passes goes through the proxy', async () => {
    const baseUrl = 'https://other.example'
    const looker = createSession({
      ...mockedOptions,
      baseUrl,
      proxy: 'http://127.0.0.1:9',
      retry: { attempts: 1 },
    })
    await expect(looker.token()).rejects.toMatchObject({
      code: 'network',
      hint: expect.stringContaining('The proxy could not be reached'),
    })
  })
})
