import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { serve } from '@hono/node-server'
import { createSession } from '@looker-auth/node'
import { afterAll, expect, test } from 'vitest'
import { originOf, startLooker } from './looker'

const { emulator } = await startLooker()

/** A Looker that compresses its answers, as web servers in front of it do. */
const compressing = createServer(async (request, response) => {
  const { method = 'GET', url = '/' } = request
  const body = method === 'POST' ? await text(request) : undefined
  const headers = Object.entries(request.headers).flatMap(([name, value]) => {
    return typeof value === 'string' && !['connection', 'transfer-encoding'].includes(name)
      ? [[name, value] as [string, string]]
      : []
  })
  const answer = await emulator.fetch(`http://looker.example${url}`, {
    ...{ method, headers },
    ...(body !== undefined && { body }),
  })
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? '',
    'content-encoding': 'gzip',
    'set-cookie': 'of-looker=1',
  })
  response.end(gzipSync(await answer.text()))
}).listen(0, 'localhost')
afterAll(() => void compressing.close())
process.env.LOOKERSDK_BASE_URL = await originOf(compressing)

type Handler = (request: Request) => Promise<Response>

const backends: Record<string, () => Promise<Server>> = {
  express: async () => (await import('./express')).server,
  hono: async () => (await import('./hono')).server as Server,
  'a route handler of Next': async () => serving((await import('./app/me/route')).GET),
  'the token of the caller': async () => {
    const { asCaller } = await import('./bearer')
    return serving(request => asCaller(request, '/user'))
  },
}

const serving = (fetch: Handler) => serve({ fetch, port: 0, hostname: 'localhost' }) as Server

test.each(Object.entries(backends))('%s passes on an answer that came compressed', async (_, start) => {
  const server = await start()
  afterAll(() => void server.close())
  const token = await createSession().as(789).token()
  const headers = { cookie: 'sid=one', authorization: `Bearer ${token}` }
  const answer = await fetch(`${await originOf(server)}/me`, { headers })
  expect(await answer.json()).toMatchObject({ id: '789' })
  expect(answer.headers.get('set-cookie')).toBeNull()
})
