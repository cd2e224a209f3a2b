import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEmulator } from '@looker-auth/emulator'
import { createSession, nodeFetch } from '@looker-auth/node'
import { generate } from 'selfsigned'
import { expect, onTestFinished, test } from 'vitest'
import { whoIs } from './looker'

const key = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }

/** What has to hold where something patches Node's http and lets requests pass. `tls`: also with a setting for it. */
export function passingScenes({ tls }: { readonly tls: boolean }): void {
  test('requests that pass reach Looker as the identity that was asked for, and one login serves them', async () => {
    const emulator = createEmulator()
    const { url, close } = await emulator.listen()
    onTestFinished(close)
    const looker = createSession({ baseUrl: url, ...key })
    expect(await Promise.all([looker, looker.as(789), looker].map(whoIs))).toEqual(['1', '789', '1'])
    expect(await looker.as(789).logout()).toEqual({ revoked: true })
    expect(await looker.logout()).toEqual({ revoked: true })
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 1, logout: 2 })
  })

  test('bodies of all kinds pass', async () => {
    const origin = await listening((incoming, outgoing) => incoming.pipe(outgoing))
    const fetch = nodeFetch()
    const stream = new Blob(['a stream']).stream()
    const bodies = ['text', Buffer.from('bytes'), new Blob(['a blob']), stream]
    const answers = bodies.map(body => {
      const init = { method: 'POST', body, duplex: 'half' } as const
      return fetch(origin, init)
    })
    const texts = answers.map(async answer => (await answer).text())
    expect(await Promise.all(texts)).toEqual(['text', 'bytes', 'a blob', 'a stream'])
  })

  test('a body that is cut off fails, also where the server told its length', async () => {
    const origin = await listening((_, outgoing) => {
      outgoing.writeHead(200, { 'content-length': '100' })
      outgoing.write('a part', () => setImmediate(() => outgoing.destroy()))
    })
    const answer = await nodeFetch()(origin)
    await expect(answer.text()).rejects.toThrow()
  })

  test('an abort rejects with its reason, before the answer and in the middle of it, and closes the connection', async () => {
    for (const answerFirst of [false, true]) {
      let closed = (): void => {}
      const gone = new Promise<void>(resolve => {
        closed = resolve
      })
      const reason = new Error('not wanted any more')
      const caller = new AbortController()
      const origin = await listening((incoming, outgoing) => {
        incoming.socket.once('close', closed)
        if (answerFirst) outgoing.write('a part')
        else caller.abort(reason)
      })
      const answer = nodeFetch()(origin, { signal: caller.signal })
      if (answerFirst) {
        const reading = (await answer).text()
        caller.abort(reason)
        await expect(reading).rejects.toBe(reason)
      } else await expect(answer).rejects.toBe(reason)
      await gone
    }
  })

  test('a server that does not answer ends with the time bound', async () => {
    const origin = await listening(() => {})
    const failed = nodeFetch({ timeoutMs: 200 })(origin)
    await expect(failed).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test.runIf(tls)(
    'the setting `ca` goes for requests that pass, and without it they fail with `tls`',
    async () => {
      const { url, cert, close } = await secureLooker()
      onTestFinished(close)
      const looker = createSession({ baseUrl: url, ca: cert, ...key })
      expect(await whoIs(looker)).toBe('1')
      const other = createSession({ baseUrl: url, retry: { attempts: 1 }, ...key })
      await expect(other.token()).rejects.toMatchObject({ code: 'tls' })
    },
  )
}

/** An emulator that speaks TLS with a certificate of its own authority. */
export async function secureLooker() {
  const { cert, private: privateKey } = await generate([{ name: 'commonName', value: 'an authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  const emulator = createEmulator()
  const { url, close } = await emulator.listen({ tls: { key: privateKey, cert } })
  return { emulator, url, cert, close }
}

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
