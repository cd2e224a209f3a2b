import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { challengeOf, readChallenge } from './pkce'

const rfcChallengeOf = (verifier: string | Buffer) =>
  createHash('sha256').update(verifier).digest('base64url')

describe('a verifier proves its S256 challenge', () => {
  it('as in RFC 7636, appendix B', async () => {
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', true)).toBe(challenge)
    expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl', true)).not.toBe(challenge)
  })

  it.each([
    ['33 bytes in base64url, as looker clients should send', randomBytes(33).toString('base64url')],
    ['33 bytes in base64', Buffer.alloc(33, 0xfb).toString('base64')],
    ['33 bytes in hex, as the official SDK sends', randomBytes(33).toString('hex')],
    ['32 bytes in base64url', randomBytes(32).toString('base64url')],
    ['64 characters that are no base64', 'a.'.repeat(32)],
  ])('when it is %s', async (_, verifier) => {
    expect(await challengeOf(verifier, true)).toBe(rfcChallengeOf(verifier))
  })
})

describe('a challenge that comes with an authorization request', () => {
  const hash = createHash('sha256').update('verifier')
  const [base64url, hex] = [hash.copy().digest('base64url'), hash.digest('hex')]

  it.each([base64url, `${base64url}=`, hex, hex.toUpperCase()])('%s is read', text => {
    expect(readChallenge(text, true)).toBe(base64url)
  })

  it('is not read as hexadecimal where that is not allowed', () => {
    expect(readChallenge(hex, false)).toBeUndefined()
    expect(readChallenge(base64url, false)).toBe(base64url)
  })

  it.each([
    '',
    base64url.slice(1),
    `${base64url}==`,
    `${base64url}a`,
    hex.slice(1),
    `${hex}0`,
    `g${hex.slice(1)}`,
  ])('is refused as %j', text => {
    expect(readChallenge(text, true)).toBeUndefined()
  })
})

describe('a verifier whose length is a power of two', () => {
  it.each([
    ['48 bytes in base64url', randomBytes(48).toString('base64url')],
    ['96 bytes in base64', randomBytes(96).toString('base64')],
    ['32 bytes in hex', randomBytes(32).toString('hex')],
  ])('is mistaken for hex, so that a client that follows the RFC is refused: %s', async (_, verifier) => {
    expect(await challengeOf(verifier, true)).not.toBe(rfcChallengeOf(verifier))
  })

  it.each([randomBytes(48).toString('base64url'), randomBytes(96).toString('base64url')])(
    'proves its challenge as in the RFC where hexadecimal is not allowed: %s',
    async verifier => {
      expect(await challengeOf(verifier, false)).toBe(rfcChallengeOf(verifier))
    },
  )

  it('proves the challenge of the bytes that it is as hex', async () => {
    const verifier = randomBytes(32).toString('hex')
    expect(await challengeOf(verifier, true)).toBe(rfcChallengeOf(Buffer.from(verifier, 'hex')))
    const capitals = verifier.toUpperCase()
    expect(await challengeOf(capitals, true)).toBe(rfcChallengeOf(Buffer.from(verifier, 'hex')))
  })
})
