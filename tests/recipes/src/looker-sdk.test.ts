import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { createSession, type Session } from '@looker-auth/node'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startLooker } from './looker'
import { sdkFor } from './looker-sdk'

const { emulator, url } = await startLooker()

function session(options?: Parameters<typeof createSession>[0]): Session {
  const looker = createSession(options)
  onTestFinished(() => looker.close())
  return looker
}

/** Requests of the emulator from here on. */
function requests(): () => string[] {
  const from = emulator.requests.length
  return () => emulator.requests.slice(from).map(({ method, path }) => `${method} ${path}`)
}

test('a hundred calls of the SDK cost one login, and those of two users never mix', async () => {
  const seen = requests()
  const looker = session()
  const [admin, ana] = [sdkFor(looker), sdkFor(looker.as(789))]
  const calls = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? admin : ana))
  const ids = await Promise.all(calls.map(sdk => sdk.ok(sdk.me('id')).then(({ id }) => id)))
  expect(ids).toEqual(calls.map(sdk => (sdk === admin ? '1' : '789')))
  expect(seen().filter(line => line.includes('/login'))).toEqual([
    'POST /api/4.0/login',
    'POST /api/4.0/login/789',
  ])
})

test('authSession.login(789) is refused with the way out, and nothing runs as anybody else', async () => {
  const seen = requests()
  const sdk = sdkFor(session())
  const refusal = { code: 'configuration', hint: expect.stringContaining('sdkFor(looker.as(id))') }
  for (const id of [789, '789', undefined])
    await expect(sdk.authSession.login(id)).rejects.toMatchObject(refusal)
  await expect(sdk.authSession.logout()).rejects.toMatchObject(refusal)
  await expect(sdk.authSession.getToken()).rejects.toMatchObject(refusal)
  expect(sdk.authSession.isSudo()).toBe(false)
  expect(seen()).toEqual([])
  expect(await sdk.ok(sdk.me('id'))).toMatchObject({ id: '1' })
})

test('another host, scheme or port gets no request, and no token by a redirect', async () => {
  const received: string[] = []
  const elsewhere = createServer(({ headers }, response) => {
    received.push(inspect(headers))
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void elsewhere.close())
  const foreign = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
  const looker = session()
  const sdk = sdkFor(looker)
  for (const address of [`${foreign}/user`, url.replace('http', 'https'), '//127.0.0.1/user'])
    await expect(sdk.ok(sdk.get(address))).rejects.toThrow('does not send its token')
  const streaming = sdk.authStream(async response => response.text(), 'GET', `${foreign}/user`)
  await expect(streaming).rejects.toMatchObject({ code: 'foreign_origin' })
  expect(received).toEqual([])
  emulator.faults.add({ match: { path: '/api/4.0/elsewhere' }, redirectTo: `${foreign}/there` })
  await sdk.ok(sdk.get('/elsewhere'))
  expect(received).toHaveLength(1)
  expect(received.join()).not.toContain(await looker.token())
})

test('settings come from the session: looker.ini, another address than that of the environment, and TLS checks stay', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'looker-ini-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { LOOKERSDK_CLIENT_ID: id, LOOKERSDK_CLIENT_SECRET: secret } = process.env
  const iniPath = join(folder, 'looker.ini')
  await writeFile(iniPath, `[Dev]\nbase_url=${url}\nclient_id=${id}\nclient_secret=${secret}\n`)
  onTestFinished(() => void vi.unstubAllEnvs())
  for (const name of ['LOOKERSDK_CLIENT_ID', 'LOOKERSDK_CLIENT_SECRET']) vi.stubEnv(name, undefined)
  vi.stubEnv('LOOKERSDK_BASE_URL', undefined)
  const sdk = sdkFor(session({ iniPath, section: 'Dev' }))
  expect(await sdk.ok(sdk.me('id'))).toMatchObject({ id: '1' })
  vi.stubEnv('LOOKERSDK_BASE_URL', 'https://elsewhere.example')
  expect(await sdk.ok(sdk.me('id', { verify_ssl: false }))).toMatchObject({ id: '1' })
  expect(process.env.NODE_TLS_REJECT_UNAUTHORIZED).toBeUndefined()
})

test('a token that is revoked before its time is replaced, and the call goes on', async () => {
  const looker = session()
  const sdk = sdkFor(looker)
  const authorization = `token ${await looker.token()}`
  await fetch(`${url}/api/4.0/logout`, { method: 'DELETE', headers: { authorization } })
  expect(await sdk.ok(sdk.me('id'))).toMatchObject({ id: '1' })
})

test('parameters, bodies, streams, binary answers and errors are as with the SDK’s own transport', async () => {
  const sent: Request[] = []
  const bytes = new Uint8Array([0, 255, 128])
  const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  const looker = session({
    async fetch(input, init) {
      sent.push(new Request(input, init))
      if (String(input).includes('/search')) return Response.json([])
      if (!String(input).includes('/queries')) return fetch(input, init)
      return new Response(bytes, { headers: { 'content-type': workbook } })
    },
  })
  const sdk = sdkFor(looker)
  await sdk.ok(sdk.search_users({ first_name: 'Ana & Bo' }))
  expect(sent.at(-1)?.url).toBe(`${url}/api/4.0/users/search?first_name=Ana%20%26%20Bo`)
  const answer = await sdk.ok(
    sdk.run_inline_query({ result_format: 'xlsx', body: { model: 'm', view: 'v' } }),
  )
  expect(sent.at(-1)?.method).toBe('POST')
  expect(await sent.at(-1)?.json()).toEqual({ model: 'm', view: 'v' })
  expect(Buffer.from(answer, 'binary')).toEqual(Buffer.from(bytes))
  const streamed = await sdk.authStream(async response => response.json(), 'GET', '/user')
  expect(streamed).toMatchObject({ id: '1' })
  await expect(sdk.ok(sdk.user('99999'))).rejects.toThrow('Not found')
  const signal = AbortSignal.abort(new Error('no longer needed'))
  await expect(sdk.ok(sdk.me('id', { signal }))).rejects.toThrow('no longer needed')
})

test('the SDK object shows no token', async () => {
  const looker = session()
  const sdk = sdkFor(looker)
  await sdk.ok(sdk.me('id'))
  const shown = inspect(sdk, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true })
  expect(shown).not.toContain(await looker.token())
})
