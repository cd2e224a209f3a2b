import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Looker40SDKStream } from '@looker/sdk'
import type { IRequestProps } from '@looker/sdk-rtl'
import { describe, expect, test } from 'vitest'
import { lookerAuthSession, lookerSdk } from '../src/index'
import { atEnd, failure, scene } from './scene'

const foreign = [
  'http://other.test/api/4.0/user',
  'HTTPS://other.test/',
  'http://127.0.0.1:1/api/4.0/user',
  'http://user:password@127.0.0.1:1/',
]

describe.each(foreign)('a call of %s', address => {
  test('is foreign_origin by every method, and nothing is sent there', async () => {
    const { looker, sent } = await scene()
    await looker.token()
    const before = sent.length
    const sdk = lookerSdk(looker)
    const { transport } = sdk.authSession
    const authenticator = (props: IRequestProps) => sdk.authSession.authenticate(props)
    const results = [
      await sdk.get(address),
      await sdk.head(address),
      await sdk.post(address, null, {}),
      await sdk.put(address),
      await sdk.patch(address),
      await sdk.delete(address),
      await sdk.authRequest('GET', address),
      await transport.request('GET', address, undefined, undefined, authenticator),
      await transport.parseResponse(await transport.rawRequest('GET', address, null, null, authenticator)),
      await transport.parseResponse(await transport.retry({ method: 'GET', path: address, authenticator })),
    ]
    for (const result of results)
      expect(result).toMatchObject({ ok: false, error: { code: 'foreign_origin' } })
    const stream = new Looker40SDKStream(lookerAuthSession(looker))
    const read = async () => 'read'
    expect(await failure(stream.authStream(read, 'GET', address))).toMatchObject({ code: 'foreign_origin' })
    expect(await failure(transport.stream(read, 'GET', address, null, null, authenticator))).toMatchObject({
      code: 'foreign_origin',
    })
    const props: IRequestProps = { url: address, headers: {}, method: 'GET' }
    expect(await failure(sdk.authSession.authenticate(props))).toMatchObject({ code: 'foreign_origin' })
    expect(sent.slice(before)).toEqual([])
  })
})

test('a base_url of a call’s options leads nowhere else', async () => {
  const { looker, url, sent } = await scene()
  const sdk = lookerSdk(looker)
  expect((await sdk.ok(sdk.me(undefined, { base_url: 'http://other.test' }))).id).toBe('1')
  await sdk.authSession.transport.request('GET', '/alive', null, null, undefined, {
    base_url: 'http://other.test',
  })
  expect(sent.every(request => request.url.startsWith(url))).toBe(true)
})

test('a path with segments ".." is refused, as from an id that a user typed', async () => {
  const { looker, sent } = await scene()
  const sdk = lookerSdk(looker)
  for (const id of ['..', '.', '%2e%2e'])
    expect(await sdk.user(id)).toMatchObject({ ok: false, error: { code: 'configuration' } })
  expect(sent).toEqual([])
})

test('authenticate() adds the token to a request of the session’s own origin, and changes nothing that was given', async () => {
  const { looker, url } = await scene()
  const { authSession } = lookerSdk(looker.as(789))
  const given: IRequestProps = { url: `${url}/api/4.0/user`, headers: { a: 'b' }, method: 'GET' }
  const props = await authSession.authenticate(given)
  expect(props.headers).toEqual({ a: 'b', Authorization: `Bearer ${await looker.as(789).token()}` })
  expect(given.headers).toEqual({ a: 'b' })
})

test.each([
  'http:/other.test/',
  'http:other.test',
  ' http:/other.test',
  '/user',
  'user',
  '',
  '//other.test',
  '\\\\other.test',
])('authenticate() adds no token to "%s", which may lead to another origin', async address => {
  const { looker, sent } = await scene()
  const props: IRequestProps = { url: address, headers: {}, method: 'GET' }
  expect(await failure(lookerSdk(looker).authSession.authenticate(props))).toMatchObject({
    code: 'foreign_origin',
  })
  expect(sent).toEqual([])
})

test('error documentation is read from its public host without a token', async () => {
  const { looker, answer, sent } = await scene()
  const host = 'https://static-a.cdn.looker.app/errorcodes/'
  const json = { 'content-type': 'application/json' }
  answer(
    `${host}index.json`,
    () => new Response('{"404/users/{user_id}":{"url":"404.md"}}', { headers: json }),
  )
  answer(
    `${host}404.md`,
    () => new Response('## Not found', { headers: { 'content-type': 'text/markdown' } }),
  )
  const { ErrorDoc } = await import('@looker/sdk-rtl')
  const sdk = lookerSdk(looker)
  await sdk.ok(sdk.me())
  const doc = new ErrorDoc(sdk)
  expect(await doc.content('https://docs.looker.com/r/err/4.0/404/users/:user_id')).toBe('## Not found')
  const foreign = sent.filter(({ url }) => url.startsWith(host))
  expect(foreign.map(({ headers }) => headers.get('authorization'))).toEqual([null, null])
})

test('a redirect to another origin is followed without the token', async () => {
  const received: (string | undefined)[] = []
  const elsewhere = createServer(({ headers }, response) => {
    received.push(headers.authorization)
    response.setHeader('content-type', 'application/json').end('{"there":true}')
  })
  await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve))
  atEnd(() => elsewhere.close())
  const { looker, emulator } = await scene()
  const { port } = elsewhere.address() as AddressInfo
  emulator.faults.add({ match: { path: '*/moved' }, redirectTo: `http://127.0.0.1:${port}/there` })
  expect(await lookerSdk(looker).get('/moved')).toEqual({ ok: true, value: { there: true } })
  expect(received).toEqual([undefined])
})
