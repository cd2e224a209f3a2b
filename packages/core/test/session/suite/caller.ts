import { AuthError, type ContractCase, equal } from '../product.js'
import { login, scene, type World } from '../world.js'

/** What is the caller's own: answers, errors, aborts, timeouts. */
export function callerCases(): ContractCase[] {
  return [...answers(), ...aborts()]
}

const textOf = (body: unknown): Promise<string> => new Response(body as RequestInit['body']).text()

function answers(): ContractCase[] {
  return [
    ...[429, 500, 503, 404, 403].map(status =>
      // @promise caller-request-is-not-retried
      scene(`the caller’s own ${status} is the caller’s: never retried`, async w => {
        w.emulator.faults.add({ match: { path: '*/user' }, times: 'always', status })
        equal((await w.session().fetch('/user')).status, status, 'status')
        equal(w.count('GET /api/4.0/user'), 1, 'requests')
      }),
    ),

    scene('a header that cannot be sent is named, and its value is not shown', async w => {
      const looker = w.session()
      w.secret('canary-header')
      const error = await w.failure(looker.fetch('/user', { headers: { 'x-key': 'canary-header\n1' } }))
      equal(AuthError.is(error) && error.code, 'configuration', 'code')
      equal(String(error).includes('x-key'), true, 'the name of the header is there')
      w.showsNoSecret(error)
    }),

    // @promise network-error-is-unchanged
    scene('the caller’s own network failure is fetch’s own error, unchanged', async w => {
      const own = new TypeError('fetch failed')
      const looker = w.session({
        fetch: (input, init) =>
          String(input).endsWith('/user') ? Promise.reject(own) : w.fetch(input, init),
      })
      equal(await w.failure(looker.fetch('/user')), own, 'the error')
      equal(
        AuthError.is(
          await w.failure(
            w.session({ fetch: () => Promise.reject(own), retry: { attempts: 1 } }).fetch('/user'),
          ),
        ),
        true,
        'a login’s',
      )
    }),

    // @promise timeout-ends-at-the-headers
    scene('timeoutMs runs until the headers arrive, over all redirects', async w => {
      const looker = w.session({ timeoutMs: 1000 })
      await looker.token()
      w.emulator.faults.add({ match: { path: '*/user' }, times: 'always', delayMs: 60_000 })
      const call = w.failure(looker.fetch('/user'))
      await w.pass(1000)
      equal(((await call) as Error).name, 'TimeoutError', 'the error')
      w.emulator.faults.clear()
      const response = await looker.fetch('/user')
      await w.pass(60_000)
      equal(((await response.json()) as { id: string }).id, '1', 'the body, read a minute later')
      w.emulator.faults.add({ match: { path: '*/start' }, redirectTo: '/api/4.0/user', answerDelayMs: 600 })
      w.emulator.faults.add({ match: { path: '*/user' }, delayMs: 600 })
      const redirected = w.failure(looker.fetch('/start'))
      await w.pass(600)
      equal(w.sent.at(-1)?.line, 'GET /api/4.0/user', 'after the redirect')
      await w.pass(400)
      equal(((await redirected) as Error).name, 'TimeoutError', 'the error')
    }),

    // @promise answer-is-a-response
    scene('the answer is a standard Response', async w => {
      w.emulator.faults.add({ match: { path: '*/start' }, redirectTo: '/api/4.0/user' })
      const looker = w.session()
      const response = await looker.fetch('/start')
      equal(response instanceof Response, true, 'a Response')
      equal(response.redirected, true, 'redirected')
      equal((await looker.fetch('/user')).redirected, false, 'redirected without a redirect')
      w.emulator.faults.add({ match: { path: '*/empty' }, status: 204 })
      const empty = await looker.fetch('/empty')
      equal(empty.status, 204, 'status')
      equal(empty.body, null, 'body')
    }),

    // @promise answer-is-a-response
    scene('a 304, several Set-Cookie and a body that streams reach the caller as they came', async w => {
      const headers = new Headers([
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ])
      let send = (_text: string): void => {}
      const body = new ReadableStream({
        start(controller) {
          send = text => controller.enqueue(new TextEncoder().encode(text))
        },
      })
      const looker = w.session({
        async fetch(input, init) {
          if (String(input).endsWith('/304')) return new Response(null, { status: 304 })
          return String(input).endsWith('/stream') ? new Response(body, { headers }) : w.fetch(input, init)
        },
      })
      equal((await looker.fetch('/304')).status, 304, 'status')
      const response = await looker.fetch('/stream')
      // Browsers let no script make an answer that sets cookies.
      const cookies = new Response(null, { headers }).headers.getSetCookie().join()
      equal(response.headers.getSetCookie().join(), cookies, 'cookies')
      const reader = response.body?.getReader()
      for (const part of ['one', 'two']) {
        send(part)
        equal(
          new TextDecoder().decode((await reader?.read())?.value),
          part,
          'a part, before the next one is sent',
        )
      }
      await reader?.cancel()
    }),

    scene('the caller’s headers, method and body go out as given', async w => {
      const headers = { 'content-type': 'application/json', 'x-mine': 'yes' }
      await w.session().fetch('/users/2', { method: 'put', headers, body: '{"a":1}' })
      const sent = w.sent.at(-1)
      equal(sent?.line, 'PUT /api/4.0/users/2', 'method and path')
      equal(sent?.headers.get('x-mine'), 'yes', 'a header')
      equal(await textOf(sent?.body), '{"a":1}', 'body')
    }),

    scene('only getting a token throws AuthError, before anything of the caller’s is sent', async w => {
      w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', status: 422 })
      equal(await w.code(w.session().fetch('/user')), 'request_refused', 'code')
      equal(w.count('GET /api/4.0/user'), 0, 'requests of the caller')
    }),
  ]
}

function aborts(): ContractCase[] {
  const reason = { why: 'no longer needed' }
  const ways: [string, (w: World, abort: () => void) => Promise<void> | void][] = [
    ['before it begins', (_, abort) => abort()],
    [
      'while it waits for a token',
      async (w, abort) => {
        await w.hold(login).arrived
        abort()
      },
    ],
    [
      'while its request is on the wire',
      async (w, abort) => {
        await w.hold('GET /api/4.0/user', 'request').arrived
        abort()
      },
    ],
  ]
  return ways.flatMap(([when, act]) =>
    [reason, undefined, 'text'].map(given =>
      // @promise abort-rejects-with-its-reason
      scene(`an abort ${when} rejects with signal.reason, unchanged (${typeof given})`, async w => {
        const controller = new AbortController()
        const abort = (): void => controller.abort(given)
        const begun = act(w, abort)
        const call = w.failure(w.session().fetch('/user', { signal: controller.signal }))
        await begun
        equal(await call, controller.signal.reason, 'the reason')
      }),
    ),
  )
}
