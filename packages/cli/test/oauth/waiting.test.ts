import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { boundMs } from '../../../../vitest.extents.ts'
import { places } from '../command-line.js'
import { startOnTerminal } from '../terminal.js'
import { testWith } from '../test-with.js'
import { serveOauthLooker } from './oauth-looker.js'
import { freePort, isListening, startLoginElsewhere } from './sign-in.js'

const looker = serveOauthLooker()
const newPlace = places()

describe('login --oauth, while it waits', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends at %s with %i, and frees its port', async (signal, code) => {
    const place = newPlace()
    const { child, ended, redirectUri } = await startLoginElsewhere(place, looker())
    const port = Number(new URL(redirectUri).port)
    expect(await isListening(port)).toBe(true)
    child.kill(signal)
    expect(await ended).toMatchObject({ code, stdout: '' })
    expect(await isListening(port)).toBe(false)
    expect(place.files().filter(({ name }) => /profiles|token/.test(name))).toEqual([])
  })

  it('ends at Ctrl-C also while a browser keeps its connection open', async () => {
    const { child, ended, redirectUri } = await startLoginElsewhere(newPlace(), looker())
    const open = connect(Number(new URL(redirectUri).port), '127.0.0.1')
    open.on('error', () => {})
    await once(open, 'connect')
    child.kill('SIGINT')
    expect((await ended).code).toBe(130)
  })

  it('ends at Ctrl-C also while Looker does not answer', async () => {
    const { emulator } = looker()
    emulator.faults.add({ match: { path: '/api/token' }, delayMs: 600_000 })
    const { child, ended, address } = await startLoginElsewhere(newPlace(), looker())
    const asked = emulator.requests.length
    void fetch(emulator.authorize({ url: address, user_id: 789 })).catch(() => {})
    await vi.waitUntil(() => emulator.requests.length > asked, { timeout: boundMs(30_000) })
    child.kill('SIGINT')
    expect((await ended).code).toBe(130)
  })

  it('listens on 127.0.0.1 only', async () => {
    const { redirectUri } = await startLoginElsewhere(newPlace(), looker())
    const port = Number(new URL(redirectUri).port)
    const others = Object.values(networkInterfaces())
      .flatMap(addresses => addresses ?? [])
      .filter(({ family, address }) => family === 'IPv4' && address !== '127.0.0.1')
    for (const { address } of [...others, { address: '127.0.0.2' }]) {
      const error = await new Promise(resolve => {
        const socket = connect(port, address)
        socket.once('error', resolve).once('connect', () => resolve(socket.destroy()))
      })
      expect([address, error]).toEqual([address, expect.objectContaining({ code: 'ECONNREFUSED' })])
    }
  })

  it('takes GET only, and shows what a request is not', async () => {
    const { redirectUri, address, ended } = await startLoginElsewhere(newPlace(), looker())
    const answer = looker().emulator.authorize({ url: address, user_id: 789 })
    const posted = await fetch(answer, { method: 'POST' })
    const repeated = await fetch(`${answer}&state=another`)
    expect([posted.status, repeated.status]).toEqual([404, 400])
    expect((await fetch(`${redirectUri}/favicon.ico`)).status).toBe(404)
    const shown = await fetch(answer)
    expect(shown.status).toBe(200)
    expect(shown.headers.get('cache-control')).toBe('no-store')
    expect(shown.headers.get('referrer-policy')).toBe('no-referrer')
    expect((await ended).code).toBe(0)
  })

  it('says which port is in use, where one was asked for', async () => {
    const port = await freePort()
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.close()
    })
    const args = ['login', '--oauth', '--no-browser', '--base-url', looker().url, '--port', String(port)]
    const { code, stderr } = await newPlace().run(args)
    expect([code, stderr]).toEqual([3, expect.stringContaining(`port ${port} of 127.0.0.1 (EADDRINUSE)`)])
    expect(stderr).toContain('--port')
  })
})

describe.skipIf(process.platform !== 'linux')('login --oauth --no-browser on a terminal', () => {
  /** The command on a terminal of its own. */
  async function onTerminal() {
    const place = newPlace()
    const args = [
      'login',
      '--oauth',
      '--no-browser',
      '--base-url',
      looker().url,
      '--port',
      String(await freePort()),
    ]
    const terminal = startOnTerminal(place, args)
    await terminal.until('paste the address')
    const [, address = ''] = /^ {2}(http\S+)\r?$/m.exec(terminal.shown()) ?? []
    return { place, terminal, address }
  }

  testWith('script', 'opens the browser that the system names', async () => {
    const place = newPlace()
    const browser = place.write('browser', '#!/bin/sh\nprintf %s "$1" > opened\n')
    chmodSync(browser, 0o700)
    place.env.BROWSER = browser
    const args = ['login', '--oauth', '--base-url', looker().url, '--port', String(await freePort())]
    const terminal = startOnTerminal(place, args)
    const opened = () => place.files().find(({ name, text }) => name === 'opened' && text !== '')?.text
    const address = await vi.waitUntil(opened, { timeout: boundMs(30_000) })
    await fetch(looker().emulator.authorize({ url: address, user_id: 789 }))
    expect(await terminal.exitCode).toBe(0)
    expect(terminal.shown()).toContain('Signed in as Ana Regular')
  })

  testWith('script', 'says so where no browser can be opened', async () => {
    const place = newPlace({ BROWSER: '/no/such/browser' })
    const args = ['login', '--oauth', '--base-url', looker().url, '--port', String(await freePort())]
    const terminal = startOnTerminal(place, args)
    await terminal.until('No browser could be opened: open the address yourself.')
    terminal.type('\u0003')
    expect(await terminal.exitCode).toBe(130)
    expect(terminal.shown().match(/No browser/g)).toHaveLength(1)
  })

  it('takes the address that is pasted from another machine', async () => {
    const { place, terminal, address } = await onTerminal()
    const pasted = looker().emulator.authorize({ url: address, user_id: 789 })
    terminal.type('hello\n')
    await terminal.until('Paste the whole address')
    terminal.type(`${pasted.replace(/state=[^&]+/, 'state=another')}\n`)
    terminal.type(`  ${pasted}\n`)
    expect(await terminal.exitCode).toBe(0)
    expect(terminal.shown()).toContain('Signed in as Ana Regular')
    expect((await place.run(['whoami'])).stdout).toContain('Ana Regular')
  })

  it('ends at the key Ctrl-C with 130', async () => {
    const { terminal } = await onTerminal()
    terminal.type('\u0003')
    expect(await terminal.exitCode).toBe(130)
  })
})
