import { expect, it } from 'vitest'
import { changesWorkspace, resolveTarget } from './request-target.js'

const target = { baseUrl: 'https://me.looker.com', apiVersion: '4.0', authScheme: 'token' } as const
const url = (path: string) => new URL(`${target.baseUrl}/api/4.0${path}`)

it('a PATCH of the session changes the workspace, whatever slashes and parameters follow', () => {
  expect(changesWorkspace('PATCH', url('/session'), target)).toBe(true)
  expect(changesWorkspace('PATCH', url(`/session${'/'.repeat(2_000_000)}`), target)).toBe(true)
  for (const path of [
    '/session;',
    '/session;a=b',
    '/session;a=b/;c',
    '/session%3Ba=b',
    ';x/session;a?b=c',
    '/session;a%2Fb',
    '/session;a%5Cb',
    '/session;%2f..%2fx',
    '/%09/session',
  ])
    expect(changesWorkspace('PATCH', url(path), target), path).toBe(true)
  for (const path of ['/sessions;a=b', '/%09/%5B'])
    expect(changesWorkspace('PATCH', url(path), target), path).toBe(false)
  expect(changesWorkspace('GET', url('/session'), target)).toBe(false)
})

it('a path of millions of slashes takes linear time', () => {
  expect(changesWorkspace('PATCH', url(`${'/'.repeat(2_000_000)}x`), target)).toBe(false)
})

it('a path with dot segments is refused, also where a server drops their parameters', () => {
  for (const path of ['/users/..;/..;/x', '/%2e%2e;a/x', '/..%3b/x', '/.;a=b/x'])
    expect(() => resolveTarget(path, target), path).toThrow(/segment/)
  expect(resolveTarget('/dashboards/a;b=..', target).pathname).toBe('/api/4.0/dashboards/a;b=..')
})
