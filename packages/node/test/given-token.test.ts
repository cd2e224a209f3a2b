import { getEventListeners } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { simulatedClock } from '@looker-auth/core/testing'
import { expect, onTestFinished, test } from 'vitest'
import { createSession, nodeFetch } from '../src/index.js'
import { httpServer, runNode } from './servers.js'

const requests = 10_000
const callers = Array.from({ length: requests }, (_, caller) => `token-of-caller-${caller}`)
const baseUrl = 'https://looker.example'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
/** What was used in a turn of the event loop is kept until its end. */
const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** An answer that names the caller's token, or 401 for the tokens that Looker does not accept. */
const answerTo = (authorization: string, status = 200): Response =>
  Response.json({ authorization }, { status })

// @promise preset-tokens-leave-nothing
test('10,000 sessions, one for each request with a token of the caller’s own, leave no timer, listener or object', async () => {
  const clock = simulatedClock()
  const { signal } = new AbortController() // of the server, which outlives its requests
  const fetch: typeof globalThis.fetch = async (_, init) =>
    answerTo(new Headers(init?.headers).get('authorization') ?? '')
  const handle = async (token: string): Promise<WeakRef<object>> => {
    const looker = createSession({ baseUrl, token, fetch, clock })
    const answer = await looker.fetch('/user', { signal })
    expect(await answer.json()).toEqual({ authorization: `token ${token}` })
    return new WeakRef(looker)
  }
  const made: WeakRef<object>[] = []
  for (const token of callers) made.push(await handle(token))
  expect(clock.pendingTimers()).toBe(0)
  expect(getEventListeners(signal, 'abort')).toEqual([])
  await nextTurn()
  collectGarbage()
  expect(made.filter(session => session.deref() !== undefined)).toEqual([])
})

// @promise preset-tokens-leave-nothing
test('nor does one leave anything that would hold the process open', async () => {
  const { stdout, stderr, code } = await runNode(
    `import { createSession } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
     const fetch = async () => new Response('{}')
     for (let caller = 0; caller < ${requests}; caller++) {
       const looker = createSession({ baseUrl: '${baseUrl}', token: 'token-of-caller-' + caller, fetch })
       await (await looker.fetch('/user')).text()
     }
     const held = process.getActiveResourcesInfo().filter(name => !['PipeWrap', 'TTYWrap'].includes(name))
     process.stdout.write(JSON.stringify(held))`,
  )
  expect({ stdout, stderr, code }).toEqual({ stdout: '[]', stderr: '', code: 0 })
})

test('sessions that share a nodeFetch share its connection, and none sends the token of another', async () => {
  const server = await httpServer((request, response) =>
    response.end(JSON.stringify({ authorization: request.headers.authorization })),
  )
  const fetch = nodeFetch()
  onTestFinished(() => fetch.close())
  for (const token of callers.slice(0, 100)) {
    const looker = createSession({ baseUrl: server.origin, token, fetch })
    expect(await (await looker.fetch('/user')).json()).toEqual({ authorization: `token ${token}` })
  }
  expect(server.sockets).toHaveLength(1)
})

test('a session without a fetch of its caller has a connection of its own, which close() ends', async () => {
  const server = await httpServer((_, response) => response.end('{}'))
  for (const token of callers.slice(0, 3)) {
    const looker = createSession({ baseUrl: server.origin, token })
    await (await looker.fetch('/user')).text()
    await looker.close()
  }
  expect(server.sockets).toHaveLength(3)
  await expect.poll(() => server.sockets.every(socket => socket.destroyed)).toBe(true)
})

test('a 401 is the answer, with its body, each time: no further request, and the token stays in use', async () => {
  const sent: string[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const authorization = new Headers(init?.headers).get('authorization') ?? ''
    sent.push(`${new URL(String(input)).pathname} ${authorization}`)
    return answerTo(authorization, 401)
  }
  const looker = createSession({ baseUrl, token: 'expired', fetch })
  for (const _ of [1, 2]) {
    const answer = await looker.fetch('/user')
    expect([answer.status, await answer.json()]).toEqual([401, { authorization: 'token expired' }])
  }
  expect(await looker.token()).toBe('expired')
  await looker.close() // the token is the caller's: it is not revoked
  expect(sent).toEqual(Array(2).fill('/api/4.0/user token expired'))
})
