import { describe, expect, test } from 'vitest'
import { shownWrongValue } from './shown-value.js'

const secret = 'canarySECRETcanary123456'

describe('a base_url that cannot be used', () => {
  test.each([
    ['looker.acme.io', 'looker.acme.io'],
    ['looker.acme.io:19999/x', 'looker.acme.io:19999/x'],
    ['http://looker.acme.io/', 'http://looker.acme.io/'],
    ['htps://looker.acme.io', 'htps://looker.acme.io'],
    [`https://me:${secret}@looker.acme.io:19999?a=${secret}`, 'https://***@looker.acme.io:19999'],
    [`me:${secret}/1@looker.acme.io#${secret}`, '***@looker.acme.io'],
  ])('is shown without what may be secret: %s', (text, shown) => {
    expect(shownWrongValue('base_url', text)).toBe(shown)
  })

  test.each([
    secret,
    `${secret}:x`,
    `${secret}://looker.acme.io`,
    `https://looker.acme.io\nclient_secret=${secret}`,
    `https://looker.acme.io/${'x'.repeat(200)}`,
  ])('is shown by its length where it does not look like an address: %j', text => {
    expect(shownWrongValue('base_url', text)).toBe(`${text.length} characters`)
  })
})
