import { describe, expect, test } from 'vitest'
import type { Fetch } from '../runtime/fetch.js'
import { scriptedFetch } from '../testing/scripted-fetch.js'
import { followRedirects, type Hop } from './follow-redirects.js'

const url = 'https://me.looker.com/api/4.0/user'

function redirect(location: string, status = 302): Response {
  return new Response(null, { status, headers: { location } })
}

function hop(init: RequestInit = {}): Hop {
  return { url, init: { ...init, method: init.method ?? 'GET', headers: new Headers(init.headers) } }
}

/** Follows the answers, and says what was asked for. */
async function follow(answers: readonly Response[], init?: RequestInit, replayable = true) {
  const fetch = scriptedFetch(...answers, new Response('end'))
  const followed = await followRedirects(fetch, hop(init), { replayable })
  return { ...followed, seen: fetch.seen }
}

describe('followRedirects', () => {
  test('an answer that is no redirect is the answer', async () => {
    const { response, redirected, seen } = await follow([new Response('at once')])
    expect([await response.text(), redirected, seen.length]).toEqual(['at once', false, 1])
    expect(seen[0]?.redirect).toBe('manual')
  })

  test('a redirect without an address is the answer', async () => {
    const { response, redirected } = await follow([new Response(null, { status: 302 })])
    expect([response.status, redirected]).toEqual([302, false])
  })

  test('relative addresses count from the step before, and the fragment is handed on', async () => {
    const fetch = scriptedFetch(redirect('../x?y=1'), redirect('z'), new Response('end'))
    const first = { ...hop(), url: `${url}#part` }
    const { url: last } = await followRedirects(fetch, first, { replayable: true })
    expect(fetch.seen.map(request => request.url)).toEqual([
      `${url}#part`,
      'https://me.looker.com/api/x?y=1#part',
      'https://me.looker.com/api/z#part',
    ])
    expect(last).toBe('https://me.looker.com/api/z#part')
  })

  test.each([
    ['another port', 'https://me.looker.com:19999/'],
    ['another scheme', 'http://me.looker.com/'],
    ['another host', 'https://evil.example/'],
    ['a host below', 'https://sub.me.looker.com/'],
    ['no scheme', '//evil.example/x'],
    ['backslashes', '/\\evil.example/x'],
    ['backslashes alone', '\\\\evil.example\\x'],
  ])('the token is dropped for %s, and never comes back', async (_, location) => {
    const headers = {
      authorization: 'token X',
      cookie: 'a=1',
      'proxy-authorization': 'Basic x',
      accept: 'a/b',
    }
    const { seen } = await follow([redirect(location), redirect(url)], { headers })
    expect(seen).toHaveLength(3)
    for (const { headers: sent } of seen.slice(1)) expect([...sent]).toEqual([['accept', 'a/b']])
  })

  test('the token stays on the same origin, however it is written', async () => {
    const headers = { authorization: 'token X' }
    const { seen } = await follow([redirect('https://ME.looker.com:443/x'), redirect('/y')], { headers })
    expect(seen.map(request => request.headers.get('authorization'))).toEqual([
      'token X',
      'token X',
      'token X',
    ])
  })

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [303, 'HEAD', 'HEAD', ''],
    [301, 'PUT', 'PUT', 'body'],
    [302, 'DELETE', 'DELETE', 'body'],
    [307, 'POST', 'POST', 'body'],
    [308, 'PATCH', 'PATCH', 'body'],
  ])('after %i, %s becomes %s with the body %j', async (status, method, becomes, body) => {
    const init =
      method === 'HEAD' ? { method } : { method, body: 'body', headers: { 'content-type': 'text/csv' } }
    const { seen } = await follow([redirect('/x', status)], init)
    expect(seen[1]).toMatchObject({ method: becomes, body })
    expect(seen[1]?.headers.has('content-type')).toBe(body !== '')
  })

  test('a spent stream is not sent again, but a change to GET needs none', async () => {
    const init = { method: 'POST', body: 'a stream, say' }
    await expect(follow([redirect('/x', 307)], init, false)).rejects.toThrow(TypeError)
    expect((await follow([redirect('/x', 303)], init, false)).seen).toHaveLength(2)
  })

  test('20 steps are followed, and 21 are not', async () => {
    const steps = (count: number): Response[] => Array.from({ length: count }, (_, at) => redirect(`/${at}`))
    expect((await follow(steps(20))).seen).toHaveLength(21)
    await expect(follow(steps(21))).rejects.toThrow('more than 20 redirects')
  })

  test.each([
    'ftp://x.example/',
    'javascript:alert(1)',
    'data:,x',
    'file:///etc/passwd',
    'http://',
    'http://[canary',
  ])('a redirect to %s is refused, and the error does not show it', async location => {
    const error = await follow([redirect(location)]).catch(reason => reason)
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).not.toContain(location)
  })

  test('an address in UTF-8 is followed as it was meant', async () => {
    const bytes = String.fromCharCode(...new TextEncoder().encode('/grüße/世界'))
    const { seen } = await follow([redirect(bytes)])
    expect(seen[1]?.url).toBe(`https://me.looker.com${encodeURI('/grüße/世界')}`)
  })

  test('the body of each step is let go of', async () => {
    const cancelled: string[] = []
    const body = new ReadableStream({ cancel: () => void cancelled.push('first') })
    const answers = [new Response(body, { status: 302, headers: { location: '/x' } }), new Response('end')]
    const fetch: Fetch = async () => answers.shift() as Response
    await followRedirects(fetch, hop(), { replayable: true })
    expect(cancelled).toEqual(['first'])
  })
})
