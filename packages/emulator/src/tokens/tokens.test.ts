import { describe, expect, it } from 'vitest'
import { platformRandom } from '../seams/alphanumeric'
import { createClock } from '../seams/clock'
import type { User } from '../users/directory'
import { TokenRegistry } from './tokens'

const person = (id: string): User => ({
  id,
  firstName: null,
  lastName: null,
  email: null,
  isAdmin: false,
  kind: 'regular',
  isDisabled: false,
  roles: [],
  groupIds: [],
  credentials: {},
})

function registry(limits: { tokenLifetimeSeconds?: number; maxLiveTokensPerUser?: number } = {}) {
  const clock = createClock(() => 0)
  const tokens = new TokenRegistry(clock, platformRandom, {
    tokenLifetimeSeconds: 10,
    maxLiveTokensPerUser: Number.POSITIVE_INFINITY,
    ...limits,
  })
  return { clock, tokens }
}

describe('a token', () => {
  it('is 40 letters and digits, new at each grant, in production', () => {
    const { tokens } = registry()
    const [one, other] = [tokens.grant(person('1')), tokens.grant(person('1'))]
    expect(one.token).toMatch(/^[A-Za-z0-9]{40}$/)
    expect(other.token).not.toBe(one.token)
    expect(one.workspace).toBe('production')
  })

  it('lives up to its last millisecond and no longer', () => {
    const { clock, tokens } = registry()
    const { token } = tokens.grant(person('1'))
    clock.advance(9999)
    expect(tokens.find(token)?.user.id).toBe('1')
    clock.advance(1)
    expect(tokens.find(token)).toBeUndefined()
    expect(tokens.end(token)).toBe(false)
    expect(tokens.liveCount).toBe(0)
  })

  it('may live 30 days', () => {
    const { clock, tokens } = registry({ tokenLifetimeSeconds: 30 * 86_400 })
    const { token } = tokens.grant(person('1'))
    clock.advance(30 * 86_400_000 - 1)
    expect(tokens.find(token)).toBeDefined()
  })

  it('is ended once', () => {
    const { tokens } = registry()
    const { token } = tokens.grant(person('1'))
    expect([tokens.end(token), tokens.end(token)]).toEqual([true, false])
    expect(tokens.find(token)).toBeUndefined()
  })

  it("is the user's oldest when one more than the limit ends one", () => {
    const { tokens } = registry({ maxLiveTokensPerUser: 2 })
    const others = tokens.grant(person('2'))
    const [first, second, third] = [1, 2, 3].map(() => tokens.grant(person('1')).token)
    expect(tokens.find(first ?? '')).toBeUndefined()
    expect([second, third].map(token => tokens.find(token ?? '')?.user.id)).toEqual(['1', '1'])
    expect(tokens.find(others.token)).toBeDefined()
    expect(tokens.liveCount).toBe(3)
  })

  it('does not count against the limit once it has expired', () => {
    const { clock, tokens } = registry({ maxLiveTokensPerUser: 1 })
    tokens.grant(person('1'))
    clock.advance(10_000)
    const { token } = tokens.grant(person('1'))
    expect(tokens.find(token)).toBeDefined()
    expect(tokens.liveCount).toBe(1)
  })
})

describe('the registry', () => {
  it('ends all live tokens of one user and says how many', () => {
    const { clock, tokens } = registry()
    tokens.grant(person('1'))
    clock.advance(5000)
    const admin = tokens.grant(person('2'))
    const own = [tokens.grant(person('1')), tokens.grant(person('1'), { mintedBy: admin })]
    clock.advance(5000)
    expect(tokens.endAllOf('1')).toBe(2)
    expect(own.map(({ token }) => tokens.find(token))).toEqual([undefined, undefined])
    expect(tokens.find(admin.token)).toBeDefined()
    expect(tokens.endAllOf('1')).toBe(0)
  })

  it('ends the tokens that one token minted, and no other', () => {
    const { tokens } = registry()
    const [admin, otherAdmin] = [tokens.grant(person('1')), tokens.grant(person('1'))]
    const minted = tokens.grant(person('2'), { mintedBy: admin })
    const spared = tokens.grant(person('2'), { mintedBy: otherAdmin })
    tokens.endMintedBy(admin)
    expect(tokens.find(minted.token)).toBeUndefined()
    expect(tokens.find(spared.token)).toBeDefined()
    expect(tokens.find(admin.token)).toBeDefined()
  })
})
