import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createEmulator, type Emulator, type EmulatorOptions } from '@looker-auth/emulator'
import { afterAll, beforeAll } from 'vitest'

/** Of the admin's API key in {@link serveOauthLooker}. */
export const apiKey = { client_id: 'canarykeyofadmin0001', client_secret: 'canarysecretofadmin00001' }

/** A user whose name is HTML. */
export const htmlUser = { id: 790, first_name: '<b>Bo</b>', last_name: '<script>alert(1)</script>' }

/** A local Looker to which people sign in, and what it saw at its token endpoint. */
export interface OauthLooker {
  readonly emulator: Emulator
  readonly url: string
  /** Every code, verifier, refresh token and access token so far. */
  readonly secrets: ReadonlySet<string>
  /** How many requests with a refresh token came. */
  readonly refreshRequests: number
}

/** Serves a Looker that knows `com.looker.cli` for a file of tests. */
export function serveOauthLooker(options: EmulatorOptions = {}): () => OauthLooker {
  const emulator = createEmulator({
    seed: {
      users: [
        { id: 1, first_name: 'Ada', last_name: 'Admin', email: 'ada@emulator.example', admin: true },
        { id: 789, first_name: 'Ana', last_name: 'Regular', email: 'ana@emulator.example' },
        htmlUser,
      ],
      apiKeys: [{ ...apiKey, user_id: 1 }],
    },
    options: { release: '26.10', anyLoopbackPort: true, ...options },
  })
  const secrets = new Set<string>()
  const looker = { emulator, url: '', secrets, refreshRequests: 0 }
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    if (request.url === '/api/token' && body.includes('refresh_token')) looker.refreshRequests++
    const text = await answer(emulator, request, body, response)
    if (request.url === '/api/token')
      for (const secret of [...secretsIn(String(body)), ...secretsIn(text)]) secrets.add(secret)
  })
  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    looker.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return () => looker
}

async function answer(
  emulator: Emulator,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: Uint8Array,
  response: ServerResponse,
): Promise<string> {
  const given = Object.entries(headers).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string' && entry[0] !== 'connection'
  })
  const answered = await emulator.fetch(`http://${headers.host}${url}`, {
    method,
    headers: given,
    ...(body.length > 0 && { body: String(body) }),
  })
  const text = await answered.text()
  response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(text)
  return text
}

const secretFields = ['code', 'code_verifier', 'refresh_token', 'access_token'] as const

function secretsIn(text: string): readonly string[] {
  const fields = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
  return secretFields.map(name => fields[name]).filter(value => typeof value === 'string')
}
