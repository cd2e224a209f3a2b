import { describe, expect, it } from 'vitest'
import { parseApiVersion } from './api-version.js'
import { canonicalBaseUrl } from './base-url.js'

describe('canonicalBaseUrl', () => {
  it.each([
    ['https://me.looker.com', 'https://me.looker.com'],
    ['https://me.looker.com/', 'https://me.looker.com'],
    ['https://ME.looker.com:443///', 'https://me.looker.com'],
    [' https://me.looker.com:19999 ', 'https://me.looker.com:19999'],
    ['http://127.0.0.1:19999', 'http://127.0.0.1:19999'],
    ['https://gateway.example/looker/', 'https://gateway.example/looker'],
  ])('%j is %j', (input, expected) => {
    expect(canonicalBaseUrl(input)).toBe(expected)
  })

  it.each([
    ['', 'is not an address'],
    ['me.looker.com', 'is not an address'],
    ['ftp://me.looker.com', 'neither https nor http'],
    ['https://user:pw-canary@me.looker.com', 'user name or password'],
    ['https://me.looker.com?x=1', 'query or a fragment'],
    ['https://me.looker.com/#/x', 'query or a fragment'],
    ['https://me.looker.com/api', 'has /api in it'],
    ['https://me.looker.com/api/4.0/', 'has /api in it'],
    ['https://me.looker.com/API/4.0', 'has /api in it'],
    ['https://me.looker.com/api/4.0/login', 'has /api in it'],
    ['me.looker.com:19999', 'is not an address'],
  ])('%j is refused: %s', (input, why) => {
    expect(() => canonicalBaseUrl(input)).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(why) }),
    )
    expect(() => canonicalBaseUrl(input)).not.toThrow('canary')
  })
})

describe('a long base URL', () => {
  const base = 'https://me.looker.com/'

  it('of 2,048 characters is accepted; a longer one is refused', () => {
    const longest = base.padEnd(2048, 'x')
    expect(canonicalBaseUrl(longest)).toBe(longest)
    for (const input of [`${longest}x`, `${base}${'/'.repeat(2_000_000)}x`, 'x'.repeat(2_000_000)])
      expect(() => canonicalBaseUrl(input)).toThrow(
        expect.objectContaining({
          code: 'configuration',
          message: expect.stringContaining('longer than 2,048 characters'),
        }),
      )
  })
})

describe('a base URL with http://', () => {
  const loopback = [
    'localhost',
    'LOCALHOST:19999',
    'looker.localhost',
    '127.0.0.1',
    '127.1',
    '127.255.0.9:1',
    '[::1]:9999',
  ]
  const others = [
    'me.looker.com',
    'looker',
    '10.0.0.1',
    '128.0.0.1',
    '[::2]',
    '0.0.0.0',
    'localhost.example',
    '127.0.0.1.example',
    'notlocalhost',
  ]

  it.each(loopback)('is accepted for the loopback host %s', host => {
    expect(canonicalBaseUrl(`http://${host}`)).toMatch(/^http:/)
  })

  it.each(others)('is refused for %s: it would send the secret in clear text', host => {
    expect(() => canonicalBaseUrl(`http://${host}`)).toThrow(
      expect.objectContaining({
        code: 'configuration',
        hint: 'Use https://, or set allowInsecureHttp if the network is trusted.',
      }),
    )
    expect(canonicalBaseUrl(`https://${host}`)).toMatch(/^https:/)
    expect(canonicalBaseUrl(`http://${host}`, { allowInsecureHttp: true })).toMatch(/^http:/)
  })
})

describe('parseApiVersion', () => {
  it('knows 3.0, 3.1 and 4.0 and names them when it meets another', () => {
    expect(['3.0', '3.1', '4.0'].map(parseApiVersion)).toEqual(['3.0', '3.1', '4.0'])
    expect(() => parseApiVersion('5.0')).toThrow('The API version 5.0 is not known. Use one of 3.0, 3.1, 4.0')
  })

  it('does not repeat what cannot be a version: it may be a secret in the wrong place', () => {
    expect(() => parseApiVersion('canary-secret')).toThrow('The API version is not known.')
  })
})
