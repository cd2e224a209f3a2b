import { once } from 'node:events'
import { createServer } from 'node:net'
import { createEmulator } from '@looker-auth/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { enter } from '../src/server/pages/enter'
import { send, start, startWith } from './program'

/** A demo, and what a browser that opened its address knows. */
async function opened() {
  return enter(await start('--port', '0', '--no-open').address())
}

describe('pnpm start', () => {
  // On Windows a signal ends a process at once, without its word.
  test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'prints the address once all answers, and %s ends everything',
    async signal => {
      const demo = start('--port', '0', '--no-open')
      const { url, cookie } = await enter(await demo.address())
      const headers = { cookie }
      expect((await fetch(url, { headers })).status).toBe(200)
      const facts = await fetch(`${url}/facts.json`, { headers })
      const { lookerUrl } = (await facts.json()) as { lookerUrl: string }
      expect((await fetch(`${lookerUrl}/alive`)).status).toBe(200)
      const stream = await fetch(`${url}/live`, { headers })
      expect(stream.status).toBe(200)
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
    const { url, cookie } = await enter(await demo.address())
    expect(demo.said()).toContain(`Port ${port} is taken, so another one was chosen.`)
    expect(new URL(url).port).not.toBe(String(port))
    expect((await fetch(url, { headers: { cookie } })).status).toBe(200)
  })

  test('takes the port that --port names', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as { port: number }
    free.close()
    await once(free, 'close')
    const address = await start('--port', String(port), '--no-open').address()
    expect(new URL(address).origin).toBe(`http://127.0.0.1:${port}`)
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
  test('no other name for this machine, no page of another origin, and no request that names none', async () => {
    const { url, cookie } = await opened()
    const signIn = async (headers: Record<string, string>) =>
      (await send(url, 'POST', '/sign-in', { cookie, ...headers }, '{"userId":"1"}')).status
    expect(await signIn({ origin: url })).toBe(204)
    expect(await signIn({})).toBe(403)
    expect(await signIn({ origin: 'https://evil.example' })).toBe(403)
    expect(await signIn({ origin: 'null' })).toBe(403)
    const host = `evil.example:${new URL(url).port}`
    expect((await send(url, 'GET', '/facts.json', { cookie, host })).status).toBe(403)
  })

  test('nobody is signed in whose id can be none, and what is no JSON is refused', async () => {
    const { url, cookie } = await opened()
    const signIn = (body: string) => send(url, 'POST', '/sign-in', { cookie, origin: url }, body)
    const refused = await signIn('{"userId":".."}')
    expect([refused.status, refused.headers['set-cookie']]).toEqual([400, undefined])
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'invalid_user_id' })
    expect((await signIn('{')).status).toBe(400)
  })

  test('localhost is sent on to the address that Looker knows', async () => {
    const { url } = await opened()
    const host = `localhost:${new URL(url).port}`
    const { status, headers } = await send(url, 'GET', '/backend?x=1', { host })
    expect([status, headers.location]).toEqual([302, `${url}/backend?x=1`])
  })
})
