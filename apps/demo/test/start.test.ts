import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createEmulator } from '@looker-auth/emulator'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'

const program = fileURLToPath(new URL('../dist/demo.js', import.meta.url))
const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^LOOKER/.test(name)))

/** Starts the demo as `pnpm start` does. */
function start(...args: string[]) {
  return startWith({}, ...args)
}

function startWith(env: NodeJS.ProcessEnv, ...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...plain, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    err += text
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    child,
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal, out, err })),
    async address(): Promise<string> {
      await expect.poll(() => out).toMatch(/Ctrl-C ends it/)
      return /The demo is at (\S+)/.exec(out)?.[1] ?? ''
    },
    said: () => out,
  }
}

describe('pnpm start', () => {
  // On Windows a signal ends a process at once, without its word.
  test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'prints the address once all answers, and %s ends everything',
    async signal => {
      const demo = start('--port', '0', '--no-open')
      const url = await demo.address()
      expect((await fetch(url)).status).toBe(200)
      const { lookerUrl } = (await (await fetch(`${url}/facts.json`)).json()) as { lookerUrl: string }
      expect((await fetch(`${lookerUrl}/alive`)).status).toBe(200)
      const stream = await fetch(`${url}/live`)
      demo.child.kill(signal)
      expect(await demo.ended).toMatchObject({ code: 0, err: '' })
      await expect(stream.text()).rejects.toThrow()
      await expect(fetch(url)).rejects.toThrow()
      await expect(fetch(`${lookerUrl}/alive`)).rejects.toThrow()
    },
  )

  test('says that a port is taken, and chooses another', async () => {
    const squatter = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void squatter.close())
    await once(squatter, 'listening')
    const { port } = squatter.address() as { port: number }
    const demo = start('--port', String(port), '--no-open')
    const url = await demo.address()
    expect(demo.said()).toContain(`Port ${port} is taken, so another one was chosen.`)
    expect(new URL(url).port).not.toBe(String(port))
    expect((await fetch(url)).status).toBe(200)
  })

  test('takes the port that --port names', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as { port: number }
    free.close()
    await once(free, 'close')
    expect(await start('--port', String(port), '--no-open').address()).toBe(`http://127.0.0.1:${port}`)
  })

  test('--check asks each part once, and ends', async () => {
    const { code, out, err } = await start('--check').ended
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^The demo answers\./)
  })

  test('prints no address where your own Looker does not let it in, but why', async () => {
    const looker = await createEmulator().listen()
    onTestFinished(() => looker.close())
    const env = {
      LOOKERSDK_BASE_URL: looker.url,
      LOOKERSDK_CLIENT_ID: 'mine',
      LOOKERSDK_CLIENT_SECRET: 'wrong',
    }
    const { code, out, err } = await startWith(env, '--port', '0', '--no-open').ended
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^bad_credentials: .*API Keys/)
  })

  test.each([
    ['--port', 'many'],
    ['--prot', '1'],
  ])('says what is wrong with %s %s, and how it is used', async (...args) => {
    const { code, err } = await start(...args).ended
    expect(code).toBe(1)
    expect(err).toContain(args[0])
    expect(err).toContain('pnpm start [--port NUMBER]')
  })
})

describe('the server lets nobody in but its own pages', () => {
  let demo: ReturnType<typeof start>
  afterEach(() => void demo?.child.kill())

  test('no other name for this machine, no page of another origin, and no request that names none', async () => {
    demo = start('--port', '0', '--no-open')
    const url = await demo.address()
    const signIn = (headers: Record<string, string>) =>
      fetch(`${url}/sign-in`, { method: 'POST', headers, body: '{"userId":"1"}' }).then(
        ({ status }) => status,
      )
    expect(await signIn({ origin: url })).toBe(204)
    expect(await signIn({})).toBe(403)
    expect(await signIn({ origin: 'https://evil.example' })).toBe(403)
    const { hostname, port } = new URL(url)
    const status = await new Promise(resolve => {
      const request = `GET /facts.json HTTP/1.1\r\nhost: evil.example:${port}\r\nconnection: close\r\n\r\n`
      import('node:net').then(({ connect }) => {
        const socket = connect(Number(port), hostname, () => socket.write(request))
        socket.once('data', data => resolve(String(data).split(' ')[1]))
      })
    })
    expect(status).toBe('403')
  })

  test('nobody is signed in whose id can be none, and what is no JSON is refused', async () => {
    demo = start('--port', '0', '--no-open')
    const url = await demo.address()
    const signIn = (body: string) =>
      fetch(`${url}/sign-in`, { method: 'POST', headers: { origin: url }, body })
    const refused = await signIn('{"userId":".."}')
    expect([refused.status, refused.headers.get('set-cookie')]).toEqual([400, null])
    expect(await refused.json()).toMatchObject({ code: 'invalid_user_id' })
    expect((await signIn('{')).status).toBe(400)
  })

  test('localhost is sent on to the address that Looker knows', async () => {
    demo = start('--port', '0', '--no-open')
    const url = await demo.address()
    const { port } = new URL(url)
    const response = await fetch(`http://localhost:${port}/backend`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([302, `${url}/backend`])
  })
})
