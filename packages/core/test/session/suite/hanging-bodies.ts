import { application, codeOf } from '../application.js'
import { type ContractCase, check, equal, type SessionOptions } from '../product.js'
import { login, scene, type World } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const token = { operation: 'token', user_id: '789' }
const said = '{"message":"Requires authentication."}'
const json = { 'content-type': 'application/json' }
const never = (): Promise<never> => new Promise(() => {})
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A body that begins with the text; then `pull` makes more of it. Its end is never acknowledged. */
function body(
  text: string,
  pull: (stream: ReadableStreamDefaultController<Uint8Array>) => void | Promise<void>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start: stream => stream.enqueue(bytes(text)),
    pull,
    cancel: never,
  })
}

const silent = (text: string) => body(text, never)
const ended = (text: string) => body(text, stream => stream.close())
const endless = (text: string) => body(text, stream => stream.enqueue(bytes('x'.repeat(1000))))
const empty = (text: string) => body(text, stream => stream.enqueue(bytes('')))

/** Promise 8: no body that is read or cancelled holds up a call, whatever its other side does. */
export function hangingBodyCases(): ContractCase[] {
  return [...rejections(), ...tokenRequests(), ...tokenEndpoint()]
}

function rejections(): ContractCase[] {
  const long = `{"message":"${'x'.repeat(100_000)}"}`
  const bodies: [string, () => ReadableStream<Uint8Array> | string][] = [
    ['of more than 64 KiB', () => long],
    ['of more than 64 KiB, in a stream', () => ended(long)],
    ['that stops in the middle', () => silent('{"message":')],
    ['that never ends', () => endless('{"message":"')],
    ['of empty pieces without end', () => empty('{"message":"')],
  ]
  return [
    ...bodies.flatMap(([what, make]) =>
      [0, 5000].map(timeoutMs =>
        // @promise endless-body-blocks-no-call
        scene(`a 401 in JSON with a body ${what} is the caller’s (timeoutMs: ${timeoutMs})`, async w => {
          const looker = answering(w, () => new Response(make(), { status: 401, headers: json }), {
            timeoutMs,
          })
          const response = await w.drive(looker.fetch('/odd'))
          equal(response.status, 401, 'status')
          if (make() === long) equal(await response.text(), long, 'its body')
          equal(w.count(login), 1, 'logins')
        }),
      ),
    ),

    scene('a 401 whose body does not end when it is cancelled is replayed all the same', async w => {
      let answers = 0
      const looker = answering(w, () =>
        answers++ === 0
          ? new Response(ended(said), { status: 401, headers: json })
          : Response.json({ id: '1' }),
      )
      equal((await w.drive(looker.fetch('/odd'))).status, 200, 'status')
      equal(w.count(login), 2, 'logins')
    }),

    scene('a redirect whose body does not end when it is cancelled is followed', async w => {
      const headers = { location: `${w.baseUrl}/api/4.0/user` }
      const looker = answering(w, () => new Response(silent('moved'), { status: 302, headers }))
      equal((await w.drive(looker.fetch('/odd'))).status, 200, 'status')
    }),
  ]
}

function tokenRequests(): ContractCase[] {
  const bodies: [string, () => ReadableStream<Uint8Array>, string][] = [
    ['stops in the middle', () => silent('{"access_token":'), 'timeout'],
    ['never ends', () => endless('{"access_token":"'), 'malformed_response'],
    ['is of empty pieces without end', () => empty('{"access_token":"'), 'malformed_response'],
  ]
  return bodies.flatMap(([what, make, code]) =>
    [0, 5000].map(timeoutMs =>
      // @promise endless-body-blocks-no-call
      scene(`a login whose answer ${what} fails (timeoutMs: ${timeoutMs})`, async w => {
        const looker = w.session({
          timeoutMs,
          retry: { attempts: 1 },
          fetch: async () => new Response(make(), { headers: json }),
        })
        equal(await w.code(minutesLater(w, looker.token())), code, 'code')
      }),
    ),
  )
}

function tokenEndpoint(): ContractCase[] {
  const bodies: [string, () => ReadableStream<Uint8Array>][] = [
    ['stops in the middle', () => silent('{"operation":')],
    ['never ends', () => endless('{"operation":"')],
    ['is of empty pieces without end', () => empty('{"operation":"')],
  ]
  return [
    ...bodies.map(([what, make]) =>
      // @promise endless-body-blocks-no-call
      scene(`a page’s token request whose body ${what} is refused`, async w => {
        const app = application(w)
        app.signedIn.set('a', ana)
        const init = { body: make(), duplex: 'half' } as RequestInit
        const response = await w.drive(app.ask(undefined, { cookie: 'a' }, 'POST', init))
        equal(await codeOf(response), '400 request_refused', 'the answer')
      }),
    ),

    ...bodies.flatMap(([what, make]) =>
      [0, 5000].map(timeoutMs =>
        scene(
          `where what Looker says of a user ${what}, the page gets no token (timeoutMs: ${timeoutMs})`,
          async w => {
            const session = answering(
              w,
              () => new Response(make(), { headers: json }),
              { timeoutMs },
              '/roles',
            )
            const app = application(w, { session })
            app.signedIn.set('a', ana)
            const response = await minutesLater(w, app.ask(token, { cookie: 'a' }))
            const code = what === 'stops in the middle' ? 'timeout' : 'unavailable'
            equal(await codeOf(response), `503 ${code}`, 'the answer')
            check(app.errors.length === 1, 'the server does not hear of it')
          },
        ),
      ),
    ),
  ]
}

/** Three minutes: with no bound of the caller's own, a token request has two. */
async function minutesLater<T>(w: World, work: Promise<T>): Promise<T> {
  work.catch(() => {})
  for (let minute = 0; minute < 3; minute++) await w.pass(60_000)
  return work
}

/** A session whose requests to that path are answered like this; all others go to Looker. */
function answering(
  w: World,
  answer: () => Response,
  options: Partial<SessionOptions> = {},
  path = '/odd',
): ReturnType<World['session']> {
  return w.session({
    ...options,
    fetch: async (input, init) => {
      const isOdd = new URL(String(input)).pathname.endsWith(path)
      return isOdd ? answer() : w.fetch(input, init)
    },
  })
}
