import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, describe, expect, it } from 'vitest'
import { client } from '../test/client'
import { parseFlags, start } from './command-line'

const folder = mkdtempSync(join(tmpdir(), 'looker-emulator-'))
afterAll(() => rmSync(folder, { recursive: true }))

const aFileOf = (text: string) => {
  const file = join(folder, randomUUID())
  writeFileSync(file, text)
  return file
}
const statusOver = async (url: string, ca: string) => {
  const options = { ca, checkServerIdentity: () => undefined } // the certificate names no address
  const [response] = (await once(get(url, options), 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}
const flags = { port: 0, host: '127.0.0.1', control: false }

describe('the flags', () => {
  it('have defaults', () => {
    expect(parseFlags([])).toEqual({ port: 19_999, host: '127.0.0.1', control: false })
  })

  it('are read', () => {
    const argv = ['--port', '0', '--host', '::1', '--seed', 'a.json', '--control']
    expect(parseFlags(argv)).toEqual({ port: 0, host: '::1', seed: 'a.json', control: true })
  })
})

describe('the flags for browsers', () => {
  it('are read', () => {
    const argv = ['--web-port', '9999', '--allow-origin', 'http://a.example', 'http://b.example', '--control']
    expect(parseFlags(argv)).toMatchObject({
      webPort: 9999,
      allowOrigin: ['http://a.example', 'http://b.example'],
      control: true,
    })
  })

  it('put the web pages on a port of their own', async () => {
    const { line, close } = await start({ ...flags, webPort: 0 })
    const { url, webUrl } = JSON.parse(line)
    expect(webUrl).not.toBe(url)
    const status = async (place: string) => (await fetch(place)).status
    expect([await status(`${webUrl}/auth`), await status(`${webUrl}/api/4.0/user`)]).toEqual([400, 404])
    expect([await status(`${url}/auth`), await status(`${url}/api/4.0/user`)]).toEqual([404, 401])
    await close()
  })

  it('list origins beside those of the seed', async () => {
    const seed = aFileOf('{"options":{"allowedOrigins":["http://a.example"]}}')
    const { line, close } = await start({ ...flags, seed, allowOrigin: ['http://b.example'] })
    for (const origin of ['http://a.example', 'http://b.example']) {
      const response = await fetch(`${JSON.parse(line).url}/api/4.0/user`, { headers: { origin } })
      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    }
    await close()
    await expect(start({ ...flags, allowOrigin: ['*'] })).rejects.toThrow('Invalid origin: origin must be')
  })

  it('say which port is taken, and leave none open', async () => {
    const first = await start(flags)
    const webPort = Number(new URL(JSON.parse(first.line).url).port)
    await expect(start({ ...flags, webPort })).rejects.toThrow(
      `Port ${webPort} on 127.0.0.1 is taken; choose another with --web-port, or 0 for any free one`,
    )
    await first.close()
  })
})

describe('the flags for HTTPS', () => {
  const pem = async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }])
    return { key, cert, tlsKey: aFileOf(key), tlsCert: aFileOf(cert) }
  }

  it('are read', () => {
    expect(parseFlags(['--tls-key', 'key.pem', '--tls-cert', 'cert.pem'])).toMatchObject({
      tlsKey: 'key.pem',
      tlsCert: 'cert.pem',
    })
  })

  it('serve both ports with the key and the certificate', async () => {
    const { tlsKey, tlsCert, cert: ca } = await pem()
    const { line, close } = await start({ ...flags, tlsKey, tlsCert, webPort: 0 })
    for (const url of [JSON.parse(line).url, JSON.parse(line).webUrl]) {
      expect(url).toMatch(/^https:/)
      expect(await statusOver(`${url}/alive`, ca)).toBe(200)
    }
    await close()
  })

  it('say that one of them is missing', async () => {
    const { tlsKey, tlsCert } = await pem()
    const message = 'HTTPS needs both --tls-key and --tls-cert; give the other one too'
    await expect(start({ ...flags, tlsKey })).rejects.toThrow(message)
    await expect(start({ ...flags, tlsCert })).rejects.toThrow(message)
  })

  it('name a file that is not there, or not what it should be, without quoting it', async () => {
    const { tlsKey, tlsCert } = await pem()
    const absent = join(folder, 'absent.pem')
    await expect(start({ ...flags, tlsKey: absent, tlsCert })).rejects.toThrow(
      `The key file ${absent} cannot be read (ENOENT)`,
    )
    await expect(start({ ...flags, tlsKey, tlsCert: absent })).rejects.toThrow(
      `The certificate file ${absent} cannot be read (ENOENT)`,
    )
    const { tlsKey: another } = await pem()
    for (const wrong of [another, tlsCert, aFileOf('canary')]) {
      const started = start({ ...flags, tlsKey: wrong, tlsCert })
      await expect(started).rejects.toThrow(`${wrong} and ${tlsCert} are no private key with its certificate`)
      await expect(started).rejects.not.toThrow('canary')
    }
  })
})

describe('starting', () => {
  it('serves, and says where in one line of JSON', async () => {
    const { line, close } = await start({ ...flags, control: true })
    const { url, webUrl, control } = JSON.parse(line)
    expect([line.includes('\n'), control, webUrl]).toEqual([false, true, url])
    expect((await fetch(`${url}/alive`)).status).toBe(200)
    expect((await fetch(`${url}/__emulator/stats`)).status).toBe(200)
    await close()
  })

  it('reads the seed file', async () => {
    const key = { client_id: 'a', client_secret: 'b' }
    const seed = { users: [{ id: 7 }], apiKeys: [{ ...key, user_id: 7 }] }
    const { line, close } = await start({ ...flags, seed: aFileOf(JSON.stringify(seed)) })
    const { url } = JSON.parse(line)
    const looker = client(fetch, url)
    expect(await looker.whoAmI(await looker.login(key))).toBe('7')
    expect((await fetch(`${url}/__emulator/stats`)).status).toBe(404)
    await close()
  })

  it('names a seed file that is not there, or no JSON, without quoting it', async () => {
    const absent = join(folder, 'absent.json')
    await expect(start({ ...flags, seed: absent })).rejects.toThrow(`${absent} cannot be read (ENOENT)`)
    const broken = aFileOf('{"client_secret":"canary"')
    await expect(start({ ...flags, seed: broken })).rejects.toThrow(/is not valid JSON$/)
  })

  it('names a wrong entry of the seed file', async () => {
    const seed = aFileOf('{"users":[{"id":"x"}]}')
    await expect(start({ ...flags, seed })).rejects.toThrow('Invalid seed: users[0].id must be')
  })

  it('says what to do about a port that is taken', async () => {
    const first = await start(flags)
    const port = Number(new URL(JSON.parse(first.line).url).port)
    await expect(start({ ...flags, port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken; choose another with --port, or 0 for any free one`,
    )
    await first.close()
  })

  it('names another reason why it cannot listen', async () => {
    await expect(start({ ...flags, host: '192.0.2.1' })).rejects.toThrow(
      'Cannot listen on 192.0.2.1:0 (EADDRNOTAVAIL)',
    )
  })
})
