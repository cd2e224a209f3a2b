import { createSession } from '@looker-auth/node'
import { describe, expect, test } from 'vitest'
import { mockedOptions, nockCases } from './nock-cases'

nockCases('nock 14')

describe('nock 14 and a proxy', () => {
  test('a request that would pass and go around the proxy is `configuration`', async () => {
    const looker = createSession({
      ...mockedOptions,
      baseUrl: 'https://other.example',
      proxy: 'http://127.0.0.1:9',
    })
    await expect(looker.token()).rejects.toMatchObject({
      code: 'configuration',
      hint: expect.stringContaining('proxy'),
    })
  })
})
