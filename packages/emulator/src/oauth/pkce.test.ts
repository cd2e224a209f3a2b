import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { provesChallenge, withoutPadding } from './pkce'

const challengeOf = (verifier: string | Buffer) => createHash('sha256').update(verifier).digest('base64url')

describe('a verifier proves its S256 challenge', () => {
  it('as in RFC 7636, appendix B', async () => {
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    expect(await provesChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', challenge)).toBe(true)
    expect(await provesChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl', challenge)).toBe(false)
  })

  it.each([
    ['33 bytes in base64url, as looker clients should send', randomBytes(33).toString('base64url')],
    ['33 bytes in base64', Buffer.alloc(33, 0xfb).toString('base64')],
    ['33 bytes in hex, as the official SDK sends', randomBytes(33).toString('hex')],
    ['32 bytes in base64url', randomBytes(32).toString('base64url')],
    ['64 characters that are no base64', 'a.'.repeat(32)],
  ])('when it is %s', async (_, verifier) => {
    expect(await provesChallenge(verifier, challengeOf(verifier))).toBe(true)
  })
})

describe('the padding of a challenge', () => {
  it('is taken off, in linear time', () => {
    expect(withoutPadding('ab=c==')).toBe('ab=c')
    const challenge = `${'='.repeat(2_000_000)}a`
    expect(withoutPadding(challenge)).toBe(challenge)
  })
})

describe('a verifier whose length is a power of two', () => {
  it.each([
    ['48 bytes in base64url', randomBytes(48).toString('base64url')],
    ['96 bytes in base64', randomBytes(96).toString('base64')],
    ['32 bytes in hex', randomBytes(32).toString('hex')],
  ])('is mistaken for hex, so that a client that follows the RFC is refused: %s', async (_, verifier) => {
    expect(await provesChallenge(verifier, challengeOf(verifier))).toBe(false)
  })

  it('proves the challenge of the bytes that it is as hex', async () => {
    const verifier = randomBytes(32).toString('hex')
    expect(await provesChallenge(verifier, challengeOf(Buffer.from(verifier, 'hex')))).toBe(true)
    const capitals = verifier.toUpperCase()
    expect(await provesChallenge(capitals, challengeOf(Buffer.from(verifier, 'hex')))).toBe(true)
  })
})
