import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import { createEmulator } from '@looker-auth/emulator'
import { generate } from 'selfsigned'
import { afterAll, expect, test } from 'vitest'
import { whoIs } from './looker'

test('with a proxy and a private CA, Looker is reached through the one and trusted by the other', async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'a private authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  const server = await createEmulator().listen({ tls: { key, cert } })
  const asked: string[] = []
  const proxy = createServer().on('connect', ({ url = '' }, client: Socket) => {
    asked.push(url)
    const [host, port] = url.split(':')
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(client).pipe(target)
    })
    for (const socket of [client, target]) socket.on('error', () => socket.destroy())
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  afterAll(async () => {
    await server.close()
    proxy.close()
  })
  Object.assign(process.env, {
    COMPANY_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    COMPANY_CA: cert,
    LOOKERSDK_BASE_URL: server.url,
    LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
    LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
  })
  const { looker } = await import('./proxy')
  expect(await whoIs(looker)).toBe('1')
  expect(new Set(asked)).toEqual(new Set([new URL(server.url).host]))
  await looker.close()
})
