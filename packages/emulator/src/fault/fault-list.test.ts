import { describe, expect, it } from 'vitest'
import { FaultList } from './fault-list'

const list = (match: { method?: string; path: string }, times?: number | 'always') => {
  const faults = new FaultList()
  const added = faults.add({ match, times, status: 500 })
  return { faults, added }
}

describe('a fault meets', () => {
  it.each<[string, { method?: string; path: string }, string, string, boolean]>([
    ['a path as it stands', { path: '/api/4.0/login' }, 'POST', '/api/4.0/login', true],
    ['no longer path', { path: '/api/4.0/login' }, 'POST', '/api/4.0/login/7', false],
    ['its method in any case', { method: 'post', path: '/a' }, 'POST', '/a', true],
    ['no other method', { method: 'POST', path: '/a' }, 'GET', '/a', false],
    ['any method for *', { method: '*', path: '/a' }, 'GET', '/a', true],
    ['everything for *', { path: '*' }, 'GET', '//x/y', true],
    ['any version', { path: '/api/*/login' }, 'POST', '/api/3.1/login', true],
    ['only whole paths of a pattern', { path: '/api/*/login' }, 'POST', '/api/3.1/login/7', false],
    ['what a trailing * covers', { path: '/api/4.0/login/*' }, 'POST', '/api/4.0/login/7', true],
    ['no other character for a dot', { path: '/api/4.0/*' }, 'GET', '/api/4x0/user', false],
  ])('%s', (_, match, method, path, expected) => {
    expect(list(match).faults.take(method, path) !== undefined).toBe(expected)
  })
})

describe('a pattern with several *', () => {
  it.each([
    ['/api/*/users/*/x', '/api/4.0/users/7/x', true],
    ['/api/*/users/*/x', '/api/4.0/users/x', false],
    ['*a*a', 'a', false],
    ['*a*a', 'aa', true],
    ['ab*ba', 'aba', false],
    ['a**b', 'ab', true],
    ['*b*', 'aab\n', true],
  ])('%s on %s', (path, asked, expected) => {
    expect(list({ path }).faults.take('GET', asked) !== undefined).toBe(expected)
  })

  it('takes linear time', () => {
    const { faults } = list({ path: `${'*a'.repeat(50)}b` }, 'always')
    expect(faults.take('GET', 'a'.repeat(2_000_000))).toBeUndefined()
  })
})

describe('the list', () => {
  it('uses a fault up, and counts its hits', () => {
    const { faults, added } = list({ path: '/a' }, 2)
    expect([added.hits, added.remaining]).toEqual([0, 2])
    expect(faults.take('GET', '/b')).toBeUndefined()
    expect(faults.take('GET', '/a')).toBeDefined()
    expect([added.hits, added.remaining]).toEqual([1, 1])
    expect(faults.take('GET', '/a')).toBeDefined()
    expect(faults.take('GET', '/a')).toBeUndefined()
    expect([added.hits, added.remaining, faults.activeCount]).toEqual([2, 0, 0])
  })

  it('meets one request by default, and all for "always"', () => {
    const { faults } = list({ path: '/a' })
    expect([faults.take('GET', '/a'), faults.take('GET', '/a')].map(Boolean)).toEqual([true, false])
    const always = list({ path: '/a' }, 'always')
    for (let n = 0; n < 100; n++) expect(always.faults.take('GET', '/a')).toBeDefined()
    expect(always.added.remaining).toBe(Number.POSITIVE_INFINITY)
  })

  it('takes faults in the order in which they were added', () => {
    const faults = new FaultList()
    faults.add({ match: { path: '/a' }, status: 500 })
    faults.add({ match: { path: '*' }, status: 503 })
    expect(['/a', '/a', '/a'].map(path => faults.take('GET', path)?.status)).toEqual([500, 503, undefined])
  })

  it('forgets one or all', () => {
    const { faults, added } = list({ path: '/a' }, 'always')
    const other = faults.add({ match: { path: '/b' }, times: 3, drop: true })
    added.remove()
    expect(faults.take('GET', '/a')).toBeUndefined()
    faults.clear()
    expect([other.remaining, faults.activeCount]).toEqual([0, 0])
  })
})
