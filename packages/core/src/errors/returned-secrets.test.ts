import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ReturnedSecrets } from './returned-secrets.js'

const shown = (error: unknown): string =>
  `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`

describe('the secrets that a function returned', () => {
  it('are taken out of what it throws later, percent-encoded too', () => {
    const returned = new ReturnedSecrets()
    returned.remember('canary/secret+1', undefined, 7)
    const thrown = new Error('GET /?secret=canary%2Fsecret%2B1 failed')
    const error = returned.failure(thrown, 'The function failed.')
    expect(error).toMatchObject({
      code: 'configuration',
      cause: { message: 'GET /?secret=[redacted] failed' },
    })
    expect(shown(error)).not.toContain('canary')
  })

  it('are kept for the last eight, however often one comes again', () => {
    const returned = new ReturnedSecrets()
    for (let count = 0; count < 100; count++) returned.remember(`canary-${count}-secret`, 'canary-lasting')
    expect(shown(returned.failure('canary-99-secret, canary-lasting', 'It failed.'))).not.toContain('canary')
    expect(shown(returned.failure('of long ago: canary-7-secret', 'It failed.'))).toContain('canary-7-secret')
    expect(shown(returned)).not.toContain('canary')
  })

  it('leave alone what is too short to be one', () => {
    const returned = new ReturnedSecrets()
    returned.remember('a', '')
    expect(returned.failure(new Error('a vault'), 'It failed.').cause).toMatchObject({ message: 'a vault' })
  })
})
