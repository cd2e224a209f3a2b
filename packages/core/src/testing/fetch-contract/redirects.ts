import type { Body } from '../../runtime/fetch.js'
import { check, equal } from '../contract.js'
import { type Echo, type FetchCase, type FetchContext, rejectsWithTypeError } from './context.js'

/** Redirects. */
export function redirectCases({ fetch, at, origin, otherOrigin }: FetchContext): FetchCase[] {
  const to = (target: string, status = 302): string => at('/redirect', { status: String(status), to: target })
  const echoed = async (address: string, init?: RequestInit): Promise<Echo> =>
    (await (await fetch(address, init)).json()) as Echo
  const sentAgain = async (bodies: readonly Body[], texts: readonly string[]): Promise<void> => {
    for (const status of [307, 308]) {
      for (const [index, body] of bodies.entries()) {
        const seen = await echoed(to('/echo', status), { method: 'POST', body })
        equal(`${seen.method} ${seen.text}`, `POST ${texts[index]}`, `after ${status}`)
      }
    }
  }
  const headers = { authorization: 'token secret', 'x-one': '1' }
  return [
    {
      name: 'a redirect is followed, and the answer says so',
      async run() {
        const answer = await fetch(to(to('/text')))
        equal(answer.url, at('/text'), 'url')
        equal(answer.redirected, true, 'redirected')
        equal(answer.clone().redirected, true, 'redirected of a clone')
        equal(await answer.text(), 'Grüße, 世界 🎉', 'body')
      },
    },
    {
      name: 'Authorization stays on the same origin',
      async run() {
        const seen = await echoed(to('/echo'), { headers })
        equal(seen.headers.authorization, 'token secret', 'authorization')
        equal(seen.headers['x-one'], '1', 'x-one')
      },
    },
    {
      name: 'Authorization is dropped for another port of the same host',
      needs: 'cross-origin-redirects',
      async run() {
        const seen = await echoed(to(`${otherOrigin}/echo`), { headers })
        equal(seen.headers.authorization, undefined, 'authorization')
        equal(seen.headers['x-one'], '1', 'x-one')
      },
    },
    {
      name: 'Authorization never comes back',
      needs: 'cross-origin-redirects',
      async run() {
        const back = `${otherOrigin}/redirect?${new URLSearchParams({ to: `${origin}/echo` })}`
        const seen = await echoed(to(back), { headers })
        equal(seen.headers.authorization, undefined, 'authorization')
      },
    },
    {
      name: '303 turns everything but HEAD into GET without a body; 301 and 302 do so for POST alone',
      async run() {
        const init = { body: 'x', headers: { 'content-type': 'text/csv', 'x-one': '1' } }
        const turned = [
          [303, 'POST'],
          [303, 'PUT'],
          [302, 'POST'],
          [301, 'POST'],
        ] as const
        for (const [status, method] of turned) {
          const seen = await echoed(to('/echo', status), { ...init, method })
          equal(seen.method, 'GET', `method after ${status} for ${method}`)
          equal(seen.length, 0, 'length of the body')
          equal(seen.headers['content-type'], undefined, 'content-type')
          equal(seen.headers['x-one'], '1', 'x-one')
        }
        const kept = await echoed(to('/echo', 302), { ...init, method: 'PUT' })
        equal(`${kept.method} ${kept.text}`, 'PUT x', 'method and body after 302 for PUT')
        const head = await fetch(to('/echo', 303), { method: 'HEAD' })
        equal(head.url, at('/echo'), 'url of HEAD')
      },
    },
    {
      name: '307 and 308 send method and body again',
      async run() {
        await sentAgain(
          ['text', new URLSearchParams({ a: '1' }), new Blob(['blob'])],
          ['text', 'a=1', 'blob'],
        )
      },
    },
    {
      name: '307 and 308 send bytes again',
      needs: 'replayed-bytes',
      async run() {
        await sentAgain([Uint8Array.of(65, 66), Uint8Array.of(67, 68).buffer], ['AB', 'CD'])
      },
    },
    {
      name: '307 refuses to send a stream again',
      needs: 'request-streams',
      async run() {
        const body = new Blob(['x']).stream()
        const init = { method: 'POST', body, duplex: 'half' } as RequestInit
        await rejectsWithTypeError(fetch(to('/echo', 307), init), '307 with a stream')
      },
    },
    {
      name: "redirect: 'error' rejects",
      async run() {
        await rejectsWithTypeError(fetch(to('/text'), { redirect: 'error' }), "redirect: 'error'")
      },
    },
    {
      name: "redirect: 'manual' reports the redirect and does not follow it",
      async run() {
        const answer = await fetch(to('/text', 307), { redirect: 'manual' })
        await answer.body?.cancel()
        // Browsers say no more than that there was one.
        if (answer.type === 'opaqueredirect') return equal(answer.status, 0, 'status')
        equal(answer.status, 307, 'status')
        equal(answer.redirected, false, 'redirected')
        const location = answer.headers.get('location') ?? ''
        equal(new URL(location, answer.url).href, at('/text'), 'location')
      },
    },
    {
      name: 'a redirect without an address is the answer',
      async run() {
        const answer = await fetch(at('/redirect'))
        equal(answer.status, 302, 'status')
        equal(answer.redirected, false, 'redirected')
      },
    },
    {
      name: 'a loop ends, and so does a redirect to something other than http',
      async run() {
        await rejectsWithTypeError(fetch(at('/loop')), 'a loop')
        for (const target of ['ftp://127.0.0.1/x', 'javascript:alert(1)', 'http://']) {
          await rejectsWithTypeError(fetch(to(target)), target)
        }
      },
    },
    {
      name: 'a relative address counts from where the redirect came',
      async run() {
        const answer = await fetch(to('status?code=404'))
        equal(answer.status, 404, 'status')
        check(answer.url.startsWith(origin), answer.url)
      },
    },
  ]
}
