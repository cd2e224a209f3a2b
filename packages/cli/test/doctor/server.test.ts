import { describe, expect, test } from 'vitest'
import { doctor } from './doctor-process.js'
import { httpServer, looker, settingsOf } from './servers.js'

describe('doctor, where nothing is to fix', () => {
  test('says so, ends with 0, and revokes its tokens', async () => {
    const { env, emulator } = await looker()
    const { end, code, text, stderr } = await doctor({ env })
    expect(end).toBe('Nothing to fix.')
    expect([code, stderr]).toEqual([0, ''])
    expect(text).toContain('Requests run as Ada Admin (user 1')
    expect(text).toContain('This user may act as other users')
    expect(emulator.stats.live_tokens).toBe(0)
    expect(emulator.stats.login).toBe(1)
  })

  test('a user without sudo is no failure', async () => {
    const { env } = await looker()
    const key = {
      LOOKERSDK_CLIENT_ID: 'lookeremulatoruser02',
      LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0002',
    }
    const { end, text } = await doctor({ env: { ...env, ...key } })
    expect(end).toBe('Nothing to fix.')
    expect(text).toContain('This user may not act as other users')
  })
})

describe('doctor, the server', () => {
  test('an HTML page is named by its title', async () => {
    const url = await httpServer((_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><title>Company sign-in</title></html>')
    })
    const { end, text } = await doctor({ env: settingsOf(url) })
    expect(text).toContain('answered an HTML page with the title "Company sign-in", not the API (HTTP 200)')
    expect(end).toMatch(
      /^Fix first: Correct base_url \(environment variable LOOKERSDK_BASE_URL\): the server there is not the Looker API\./,
    )
    expect(text).toMatch(/\bSign-in[^:]*: not run: the server is not a Looker API/)
  })

  test('a server that fails is not blamed on base_url', async () => {
    const { env, emulator } = await looker()
    emulator.faults.add({ match: { path: '*/versions' }, times: 'always', status: 503 })
    const { end, text } = await doctor({ env })
    expect(end).toMatch(/^Fix first: Try again later\./)
    expect(text).toMatch(/\bSign-in[^:]*: not run: the server does not answer as it should/)
  })

  test('other JSON, and a redirect', async () => {
    const json = await httpServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}')
    })
    const away = await httpServer((_, response) => {
      response.writeHead(302, { location: 'https://sso.example/start?from=x' }).end()
    })
    expect((await doctor({ env: settingsOf(json) })).text).toContain(
      "answered JSON that is not Looker's: it has the keys status",
    )
    const sent = await doctor({ env: settingsOf(away) })
    expect(sent.text).toContain('sent the request on to https://sso.example/start (HTTP 302)')
    expect(sent.end).toMatch(/^Fix first: Write the address where the API itself answers into base_url/)
  })

  test('a clock that is a day off: which one, and how to set it', async () => {
    const { env, emulator } = await looker()
    const date = new Date(Date.now() + 86_400_000 + 60_000).toUTCString()
    emulator.faults.add({ match: { path: '*' }, times: 'always', headers: { date } })
    const { end, code, text } = await doctor({ env })
    expect(text).toContain("This machine's clock is 1 day behind the server's.")
    expect(end).toMatch(/^Fix first: Set the clock of this machine \(.*\): it is 1 day behind the server's\./)
    expect(code).toBe(1)
    expect(text).toContain('The API key works')
  })

  test('a clock that is two minutes off is a warning', async () => {
    const { env, emulator } = await looker()
    const date = new Date(Date.now() - 120_000).toUTCString()
    emulator.faults.add({ match: { path: '*' }, times: 'always', headers: { date } })
    const { end, stdout } = await doctor({ env })
    expect(end).toBe('Nothing has to be fixed. See the warning (!) of: Clock.')
    expect(stdout).toMatch(/^! Clock/m)
  })

  test('an API version that the release has removed', async () => {
    const { env } = await looker({ release: '26.12' })
    const { end, text } = await doctor({ env: { ...env, LOOKERSDK_API_VERSION: '3.1' } })
    expect(end).toBe(
      'Fix first: Set api_version (environment variable LOOKERSDK_API_VERSION) to 4.0: this Looker release does not serve API 3.1.',
    )
    expect(text).toContain('Looker 26.12')
    expect(text).toMatch(/\bSign-in[^:]*: not run: this Looker release does not serve API 3.1/)
  })
})
