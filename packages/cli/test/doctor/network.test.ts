import { describe, expect, test } from 'vitest'
import { canaries, doctor } from './doctor-process.js'
import { closedPort, looker, proxy, selfSigned, settingsOf, signed } from './servers.js'

describe('doctor, network', () => {
  test('a closed port: it names the port and the place of base_url', async () => {
    const port = await closedPort()
    const { end, text } = await doctor({ env: settingsOf(`http://127.0.0.1:${port}`) })
    expect(end).toBe(
      `Fix first: Correct the port ${port} in base_url (environment variable LOOKERSDK_BASE_URL): the API is usually on port 443 or 19999.`,
    )
    expect(text).toMatch(/\bTLS[^:]*: not run: the port could not be reached/)
  })

  test('an unknown host name', async () => {
    const { end, text } = await doctor({ env: settingsOf('https://looker.invalid') })
    expect(end).toMatch(
      /^Fix first: (Correct the host name looker\.invalid in base_url|Check the network and the name servers|Check host and port)/,
    )
    expect(text).toMatch(/\bPort[^:]*: not run: the name could not be resolved/)
  })

  test('http for a port that speaks https', async () => {
    const { url, env } = await looker({}, await selfSigned())
    const { end } = await doctor({ env: { ...env, LOOKERSDK_BASE_URL: url.replace('https:', 'http:') } })
    expect(end).toBe(
      `Fix first: Write https:// in base_url (environment variable LOOKERSDK_BASE_URL): ${url}`,
    )
  })

  test('https for a port that speaks http', async () => {
    const { url, env } = await looker()
    const { end, text } = await doctor({
      env: { ...env, LOOKERSDK_BASE_URL: url.replace('http:', 'https:') },
    })
    expect(text).toContain('This port speaks http, not https')
    expect(end).toMatch(/^Fix first: Give the port on which 127\.0\.0\.1 speaks https in base_url/)
  })

  test('a self-signed certificate: which one fails, and the setting ca', async () => {
    const certificate = await selfSigned()
    const { env } = await looker({}, certificate)
    const refused = await doctor({ env })
    expect(refused.text).toContain('Certificate 1 is self-signed, and this machine does not know it')
    expect(refused.end).toMatch(
      /^Fix first: Give the certificate authority of the server as a PEM file with the setting ca/,
    )
    const trusted = await doctor({
      env: { ...env, LOOKERSDK_CA: 'ca.pem' },
      files: { 'ca.pem': certificate.cert },
    })
    expect(trusted.end).toBe('Nothing to fix.')
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
    expect(alone?.end).toMatch(/^Fix first: Give the certificate authority .* does not send its intermediate/)
    expect(whole?.text).toContain('Certificate 2: Test Authority, self-signed')
    expect(whole?.text).toContain('Certificate 2 is self-signed, and this machine does not know it')
    const { env } = await looker({}, leaf)
    const trusted = await doctor({ env: { ...env, LOOKERSDK_CA: 'ca.pem' }, files: { 'ca.pem': authority } })
    expect(trusted.end).toBe('Nothing to fix.')
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
    expect(results[0]?.end).toMatch(/^Fix first: If this machine's date is right, have the certificate/)
    expect(results[1]?.text).toContain('Certificate 1 is for other.example, not for 127.0.0.1')
    expect(results[1]?.end).toMatch(/^Fix first: Write the host name of the certificate in base_url/)
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
      'Fix first: Correct the address of the proxy in HTTPS_PROXY, or name the host in NO_PROXY, if it needs no proxy.',
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
    expect(through.end).toBe('Nothing to fix.')
    expect(through.text).toMatch(/\bName resolution[^:]*: not run: the connection goes through a proxy/)
    expect(open.asked).toContain(new URL(url).host)
    expect(refused.end).toMatch(/^Fix first: Put the user name and password of the proxy into HTTPS_PROXY/)
  })

  test('a proxy that speaks TLS, trusted and not', async () => {
    const certificate = await selfSigned()
    const { env } = await looker({}, certificate)
    const own = await proxy(undefined, certificate)
    const run = (ca: Record<string, string>) =>
      doctor({
        env: { ...env, ...ca, HTTPS_PROXY: `https://me:${canaries.password}@127.0.0.1:${own.port}` },
        files: { 'ca.pem': certificate.cert },
      })
    const [trusted, refused] = await Promise.all([run({ LOOKERSDK_CA: 'ca.pem' }), run({})])
    expect(trusted.end).toBe('Nothing to fix.')
    expect(refused.text).toContain('its certificate is not trusted')
    expect(refused.end).toMatch(/^Fix first: Put the certificate authority of the proxy into the setting ca/)
  })
})
