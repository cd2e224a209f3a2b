import { describe, expect, test } from 'vitest'
import { canaries, doctor } from './doctor-process.js'
import { clientId, closedPort, httpServer, looker, proxy, selfSigned, settingsOf, signed } from './servers.js'

describe('doctor, where nothing is to mend', () => {
  test('says so, ends with 0, and revokes its tokens', async () => {
    const { env, emulator } = await looker()
    const { end, code, text, stderr } = await doctor({ env })
    expect(end).toBe('Nothing to mend.')
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
    expect(end).toBe('Nothing to mend.')
    expect(text).toContain('This user may not act as other users')
  })
})

describe('doctor, settings', () => {
  test('no settings at all: it names login, the variables and the keys of looker.ini', async () => {
    const { end, code, text } = await doctor()
    expect(end).toBe(
      'Mend first: Run: looker-auth login, which asks for what is missing. Or set LOOKERSDK_BASE_URL, LOOKERSDK_CLIENT_ID and LOOKERSDK_CLIENT_SECRET, or write base_url, client_id and client_secret into looker.ini.',
    )
    expect(code).toBe(1)
    expect(text).toContain('Name resolution: not run: the settings cannot be used')
  })

  test('a wrong secret: the sign-in says where the key is from', async () => {
    const { env } = await looker()
    const { end, text } = await doctor({
      env: { ...env, LOOKERSDK_CLIENT_SECRET: 'thisisnotthesecret012345' },
    })
    expect(end).toMatch(/^Mend first: Check both against the API key in Looker/)
    expect(end).toContain('environment variable LOOKERSDK_CLIENT_SECRET')
    expect(text).toContain('User: not run: the sign-in failed')
  })

  test('a newline inside the secret: that is named first', async () => {
    const { env } = await looker()
    const broken = `${canaries.secret.slice(0, 12)}\n${canaries.secret.slice(12)}`
    const { end, text, stdout } = await doctor({ env: { ...env, LOOKERSDK_CLIENT_SECRET: broken } })
    expect(end).toBe(
      'Mend first: Correct client_secret (environment variable LOOKERSDK_CLIENT_SECRET). There is a newline inside the value. The client_secret of an API key usually has 24 characters. This one has 25. Compare it with the API key in Looker (Admin, Users, Edit, API Keys).',
    )
    expect(text).toContain('client_secret: 25 characters')
    for (const part of broken.split('\n')) expect(stdout).not.toContain(part)
  })

  test('a newline after the secret: a warning, because it is left out of the sign-in', async () => {
    const { env } = await looker()
    const { end, code, stdout } = await doctor({
      env: { ...env, LOOKERSDK_CLIENT_SECRET: `${canaries.secret}\n` },
    })
    expect([end, code]).toEqual(['Nothing to mend.', 0])
    expect(stdout).toMatch(/^! Settings/m)
    expect(stdout).toContain('There is a newline before or after the value.')
  })

  test('looker.ini: each setting with its file, and what does not count', async () => {
    const { url } = await looker()
    const ini = `[Looker]\nbase_url=${url}\nclient_id=${clientId}\nclient_secret=${canaries.secret}\napi_version=3.1\n`
    const { end, text } = await doctor({
      files: { 'looker.ini': ini },
      env: { LOOKERSDK_API_VERSION: '4.0' },
    })
    expect(end).toBe('Nothing to mend.')
    expect(text).toMatch(/client_secret: 24 characters \(key client_secret of .*looker\.ini/)
    expect(text).toMatch(
      /api_version: 4\.0 \(environment variable LOOKERSDK_API_VERSION; not used: key api_version of /,
    )
  })
})

describe('doctor, network', () => {
  test('a closed port: it names the port and the place of base_url', async () => {
    const port = await closedPort()
    const { end, text } = await doctor({ env: settingsOf(`http://127.0.0.1:${port}`) })
    expect(end).toBe(
      `Mend first: Correct the port ${port} in base_url (environment variable LOOKERSDK_BASE_URL): the API is usually on port 443 or 19999.`,
    )
    expect(text).toContain('TLS: not run: the port could not be reached')
  })

  test('an unknown host name', async () => {
    const { end, text } = await doctor({ env: settingsOf('https://looker.invalid') })
    expect(end).toMatch(
      /^Mend first: (Correct the host name looker\.invalid in base_url|Check the network and the name servers)/,
    )
    expect(text).toContain('Port: not run: the name could not be resolved')
  })

  test('http for a port that speaks https', async () => {
    const { url, env } = await looker({}, await selfSigned())
    const { end } = await doctor({ env: { ...env, LOOKERSDK_BASE_URL: url.replace('https:', 'http:') } })
    expect(end).toBe(
      `Mend first: Write https:// in base_url (environment variable LOOKERSDK_BASE_URL): ${url}`,
    )
  })

  test('https for a port that speaks http', async () => {
    const { url, env } = await looker()
    const { end, text } = await doctor({
      env: { ...env, LOOKERSDK_BASE_URL: url.replace('http:', 'https:') },
    })
    expect(text).toContain('This port speaks http, not https')
    expect(end).toMatch(/^Mend first: Give the port on which 127\.0\.0\.1 speaks https in base_url/)
  })

  test('a self-signed certificate: which one fails, and the setting ca', async () => {
    const certificate = await selfSigned()
    const { env } = await looker({}, certificate)
    const refused = await doctor({ env })
    expect(refused.text).toContain('Certificate 1 is self-signed, and this machine does not know it')
    expect(refused.end).toMatch(
      /^Mend first: Give the certificate authority of the server as a PEM file with the setting ca/,
    )
    const trusted = await doctor({
      env: { ...env, LOOKERSDK_CA: 'ca.pem' },
      files: { 'ca.pem': certificate.cert },
    })
    expect(trusted.end).toBe('Nothing to mend.')
  })

  test('an unknown authority, with and without its certificate in the chain', async () => {
    const { authority, ...leaf } = await signed()
    const chains = [leaf, { ...leaf, cert: `${leaf.cert}\n${authority}` }]
    const [alone, whole] = await Promise.all(
      chains.map(async certificate => doctor({ env: (await looker({}, certificate)).env })),
    )
    expect(alone?.text).toContain(
      'Certificate 1 is issued by Test Authority, which this machine does not know',
    )
    expect(alone?.end).toMatch(
      /^Mend first: Give the certificate authority .* does not send its intermediate/,
    )
    expect(whole?.text).toContain('Certificate 2: Test Authority, self-signed')
    expect(whole?.text).toContain('Certificate 2 is self-signed, and this machine does not know it')
    const { env } = await looker({}, leaf)
    const trusted = await doctor({ env: { ...env, LOOKERSDK_CA: 'ca.pem' }, files: { 'ca.pem': authority } })
    expect(trusted.end).toBe('Nothing to mend.')
    expect(trusted.text).toContain('Certificate 1: looker.test, issued by Test Authority')
  })

  test('an expired certificate, and one for another host', async () => {
    const day = 86_400_000
    const dates = { notBeforeDate: new Date(Date.now() - 9 * day), notAfterDate: new Date(Date.now() - day) }
    const expired = await selfSigned(dates)
    const other = await selfSigned({ host: 'other.example' })
    const results = await Promise.all(
      [expired, other].map(async certificate => {
        const { env } = await looker({}, certificate)
        return doctor({ env: { ...env, LOOKERSDK_CA: 'ca.pem' }, files: { 'ca.pem': certificate.cert } })
      }),
    )
    expect(results[0]?.text).toMatch(/Certificate 1 expired on \d{4}-\d\d-\d\d/)
    expect(results[0]?.end).toMatch(/^Mend first: If this machine's date is right, have the certificate/)
    expect(results[1]?.text).toContain('Certificate 1 is for other.example, not for 127.0.0.1')
    expect(results[1]?.end).toMatch(/^Mend first: Write the host name of the certificate in base_url/)
  })

  test('a dead proxy: the variable is named, the password is not shown', async () => {
    const port = await closedPort()
    const { url, env } = await looker({}, await selfSigned())
    const HTTPS_PROXY = `http://user:${canaries.password}@127.0.0.1:${port}`
    const { end, text } = await doctor({ env: { ...env, HTTPS_PROXY } })
    expect(text).toContain(
      `http://127.0.0.1:${port} (environment variable HTTPS_PROXY, with a user name and password)`,
    )
    expect(end).toBe(
      'Mend first: Correct the address of the proxy in HTTPS_PROXY, or name the host in NO_PROXY, if it needs no proxy.',
    )
    const excepted = await doctor({ env: { ...env, HTTPS_PROXY, NO_PROXY: new URL(url).hostname } })
    expect(excepted.text).toContain('HTTPS_PROXY is set, but NO_PROXY names 127.0.0.1')
  })

  test('a proxy that works, and one that wants a password', async () => {
    const certificate = await selfSigned()
    const { env, url } = await looker({}, certificate)
    const [open, closed] = [await proxy(), await proxy(407)]
    const run = (port: number) =>
      doctor({
        env: { ...env, LOOKERSDK_CA: 'ca.pem', HTTPS_PROXY: `http://127.0.0.1:${port}` },
        files: { 'ca.pem': certificate.cert },
      })
    const [through, refused] = await Promise.all([run(open.port), run(closed.port)])
    expect(through.end).toBe('Nothing to mend.')
    expect(through.text).toContain('Name resolution: not run: the connection goes through a proxy')
    expect(open.asked).toContain(new URL(url).host)
    expect(refused.end).toMatch(/^Mend first: Put the user name and password of the proxy into HTTPS_PROXY/)
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
      /^Mend first: Correct base_url \(environment variable LOOKERSDK_BASE_URL\): the server there is not the Looker API\./,
    )
    expect(text).toContain('Sign-in: not run: the server is not a Looker API')
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
    expect(sent.end).toMatch(/^Mend first: Write the address where the API itself answers into base_url/)
  })

  test('a clock that is a day off: which one, and how to set it', async () => {
    const { env, emulator } = await looker()
    const date = new Date(Date.now() + 86_400_000 + 60_000).toUTCString()
    emulator.faults.add({ match: { path: '*' }, times: 'always', headers: { date } })
    const { end, code, text } = await doctor({ env })
    expect(text).toContain("This machine's clock is 1 day behind the server's.")
    expect(end).toMatch(
      /^Mend first: Set the clock of this machine \(.*\): it is 1 day behind the server's\./,
    )
    expect(code).toBe(1)
    expect(text).toContain('The API key works')
  })

  test('a clock that is two minutes off is a warning', async () => {
    const { env, emulator } = await looker()
    const date = new Date(Date.now() - 120_000).toUTCString()
    emulator.faults.add({ match: { path: '*' }, times: 'always', headers: { date } })
    const { end, stdout } = await doctor({ env })
    expect(end).toBe('Nothing to mend.')
    expect(stdout).toMatch(/^! Clock/m)
  })

  test('an API version that the release has removed', async () => {
    const { env } = await looker({ release: '26.12' })
    const { end, text } = await doctor({ env: { ...env, LOOKERSDK_API_VERSION: '3.1' } })
    expect(end).toBe(
      'Mend first: Set api_version (environment variable LOOKERSDK_API_VERSION) to 4.0: this Looker release does not serve API 3.1.',
    )
    expect(text).toContain('Looker 26.12')
    expect(text).toContain('Sign-in: not run: this Looker release does not serve API 3.1')
  })
})
