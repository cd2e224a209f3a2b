import { describe, expect, it, test } from 'vitest'
import { remarksOn } from './remarks.js'

const secret = 'abcdEFGH1234ijklMNOPqrst'
const id = secret.slice(0, 20)

describe('a remark on a value', () => {
  test.each([
    [`${secret}\n`, 'There is a newline before or after the value.'],
    [` ${secret}`, 'There is white space before or after the value.'],
    [`\u200b${secret}`, 'There are control characters before or after the value.'],
    [`${secret.slice(0, 11)}\n${secret.slice(12)}`, 'There is a newline inside the value.'],
    [`${secret.slice(0, 11)} ${secret.slice(12)}`, 'There is white space inside the value.'],
    [`${secret.slice(0, 11)}\u0007${secret.slice(12)}`, 'There are control characters inside the value.'],
    [`"${secret.slice(2)}"`, 'There are quotes in the value. They count as a part of it.'],
    [`“${secret.slice(2)}”`, 'There are quotes in the value. They count as a part of it.'],
    [secret.slice(1), 'The client_secret of an API key usually has 24 characters. This one has 23.'],
    [
      id,
      'The client_secret of an API key usually has 24 characters. This one has 20, as a client_id usually has.',
    ],
  ])('%j as client_secret: %s', (raw, remark) => {
    expect(remarksOn('client_secret', raw)).toEqual([remark])
  })

  test.each([
    ['https://looker.acme.io/api/4.0', 'The address has /api in it, which is added to the base URL.'],
    ['https://acme.io/looker', 'The address has a path. The base URL of an instance usually has none.'],
    [
      'https://looker.acme.io:9999',
      "The port 9999 is usually that of Looker's web pages. The API usually has the port 19999, or none.",
    ],
  ])('%s as base_url: %s', (raw, remark) => {
    expect(remarksOn('base_url', raw)).toEqual([remark])
  })

  test.each([
    ['client_id', 'your_client_id'],
    ['client_id', 'YOUR-CLIENT-ID'],
    ['client_id', '<client_id>'],
    ['client_id', '"xxx"'],
    ['client_id', '...'],
    ['client_secret', '$' + '{LOOKER_SECRET}'],
    ['client_secret', '{{ secret }}'],
    ['client_secret', '$LOOKER_SECRET'],
    ['client_secret', '%LOOKER_SECRET%'],
    ['client_secret', 'changeme'],
    ['client_secret', 'undefined'],
    ['base_url', 'https://your-instance.looker.com'],
    ['base_url', 'https://looker.example.com:19999'],
    ['base_url', 'https://<host>:19999'],
  ] as const)('on %s=%s says that it looks like a placeholder', (key, raw) => {
    expect(remarksOn(key, raw)).toContain('It looks like a placeholder, not like a value.')
  })

  it('is not made on values as they should be', () => {
    expect(remarksOn('client_id', id)).toEqual([])
    expect(remarksOn('client_secret', secret)).toEqual([])
    for (const address of [
      'https://looker.acme.io',
      'https://looker.acme.io:19999/',
      'http://127.0.0.1:8080',
    ])
      expect(remarksOn('base_url', address)).toEqual([])
    expect(remarksOn('ca', '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n')).toEqual([])
    expect(remarksOn('verify_ssl', 'true')).toEqual([])
    expect(remarksOn('client_id', ' ')).toEqual([])
  })
})
