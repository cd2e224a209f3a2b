import { describe, expect, test } from 'vitest'
import { canaries, doctor } from './doctor-process.js'
import { clientId, looker, settingsOf } from './servers.js'

describe('doctor, settings', () => {
  test('no settings at all: it names login, the variables and the keys of looker.ini', async () => {
    const { end, code, text } = await doctor()
    expect(end).toBe(
      'Fix first: Run: looker-auth login, which asks for what is missing. Or set LOOKERSDK_BASE_URL, LOOKERSDK_CLIENT_ID and LOOKERSDK_CLIENT_SECRET, or write base_url, client_id and client_secret into looker.ini.',
    )
    expect(code).toBe(1)
    expect(text).toMatch(/\bName resolution[^:]*: not run: the settings cannot be used/)
  })

  test('a wrong secret: the sign-in says where the key is from', async () => {
    const { env } = await looker()
    const { end, text } = await doctor({
      env: { ...env, LOOKERSDK_CLIENT_SECRET: 'thisisnotthesecret012345' },
    })
    expect(end).toMatch(/^Fix first: Check both against the API key in Looker/)
    expect(end).toContain('environment variable LOOKERSDK_CLIENT_SECRET')
    expect(text).toMatch(/\bUser[^:]*: not run: the sign-in failed/)
  })

  test('a newline inside the secret: that is named first', async () => {
    const { env } = await looker()
    const broken = `${canaries.secret.slice(0, 12)}\n${canaries.secret.slice(12)}`
    const { end, text, stdout } = await doctor({ env: { ...env, LOOKERSDK_CLIENT_SECRET: broken } })
    expect(end).toBe(
      'Fix first: Correct client_secret (environment variable LOOKERSDK_CLIENT_SECRET). There is a newline inside the value. The client_secret of an API key usually has 24 characters. This one has 25. Compare it with the API key in Looker (Admin, Users, Edit, API Keys).',
    )
    expect(text).toContain('client_secret: 25 characters')
    for (const part of broken.split('\n')) expect(stdout).not.toContain(part)
  })

  test('a newline after the secret: a warning, because it is left out of the sign-in', async () => {
    const { env } = await looker()
    const { end, code, stdout } = await doctor({
      env: { ...env, LOOKERSDK_CLIENT_SECRET: `${canaries.secret}\n` },
    })
    expect([end, code]).toEqual(['Nothing has to be fixed. See the warning (!) of: Settings.', 0])
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
    expect(end).toBe('Nothing to fix.')
    expect(text).toMatch(/client_id: look\.\.\.key1 \(key client_id of /)
    expect(text).toMatch(/client_secret: 24 characters \(key client_secret of .*looker\.ini/)
    expect(text).toMatch(
      /api_version: 4\.0 \(environment variable LOOKERSDK_API_VERSION; not used: key api_version of /,
    )
  })
})

describe('doctor, settings that cannot be used', () => {
  test.each([
    [
      'a user name in base_url',
      { LOOKERSDK_BASE_URL: `https://me:${canaries.password}@me.looker.com` },
      'The setting base_url (environment variable LOOKERSDK_BASE_URL): The base URL holds a user name or password. Take them out; credentials have settings of their own.',
    ],
    [
      'http for a host that is not loopback',
      { LOOKERSDK_BASE_URL: 'http://me.looker.com' },
      'Use https://, or set allow_insecure_http if the network is trusted.',
    ],
    [
      'a socks proxy',
      { HTTPS_PROXY: `socks5://me:${canaries.password}@127.0.0.1:1080` },
      'Write HTTPS_PROXY as http://host:port or http://user:password@host:port.',
    ],
    [
      'a proxy whose password cannot be decoded',
      { HTTPS_PROXY: `http://me%:${canaries.password}@127.0.0.1:1080` },
      'Write HTTPS_PROXY with each % of the user name and password as %25, and each @ as %40.',
    ],
  ])('%s', async (_, env, fix) => {
    const { end } = await doctor({ env: { ...settingsOf('https://me.looker.com'), ...env } })
    expect(end).toMatch(/^Fix first: /)
    expect(end).toContain(fix)
  })

  test('looker.ini: misspelt keys, of which one is missed', async () => {
    const ini = `[Looker]\nbase_ulr=https://me.looker.com\nclientid=${clientId}\nclient_secret=${canaries.secret}\n`
    const { end, text } = await doctor({ files: { 'looker.ini': ini } })
    expect(end).toMatch(
      /^Fix first: Correct looker\.ini\. These keys are not settings: base_ulr \(line 2\), clientid \(line 3\)\. The settings are base_url,/,
    )
    expect(text).toContain('base_url and client_id are missing.')
  })

  test('an address that is none is shown, without user name and password', async () => {
    const { text } = await doctor({ env: settingsOf(`me:${canaries.password}@me.looker.com`) })
    expect(text).toContain('base_url: ***@me.looker.com (environment variable LOOKERSDK_BASE_URL)')
  })

  test('looker.ini: a colon for the equals sign, and a section twice', async () => {
    const section = `[Looker]\nbase_url=https://me.looker.com\nclient_id=${clientId}\n`
    const colon = await doctor({ files: { 'looker.ini': `${section}client_secret: ${canaries.secret}\n` } })
    expect(colon.end).toMatch(
      /^Fix first: The key client_secret of .* is followed by a colon\. Use an equals sign/,
    )
    const twice = await doctor({ files: { 'looker.ini': `${section}${section}` } })
    expect(twice.end).toMatch(
      /^Fix first: .*looker\.ini has the section \[Looker\] twice, in lines 1 and 4\./,
    )
  })
})
