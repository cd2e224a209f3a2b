import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { AuthError } from '@looker-auth/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { inspectAll, rejection } from '../../test/inspect-all.js'
import { runNode, selfSigned } from '../../test/servers.js'
import { ApiAuthApi } from '../api-auth/api-auth-api.js'
import { createSession } from '../session/create-session.js'
import type { SettingsOptions } from './options.js'
import { resolveSettings } from './settings.js'

const iniPath = resolve('looker.ini')
const baseUrl = 'https://me.looker.com:19999'

/** Settings from these places alone. */
function settings(
  options: SettingsOptions = {},
  env: Record<string, string> = {},
  files: Record<string, string> = {},
) {
  return resolveSettings({
    env,
    readFile(path) {
      const text = files[path] ?? files[path.replace(`${resolve('.')}/`, '')]
      if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOENT' })
      return text
    },
    ...options,
  })
}

function failure(...places: Parameters<typeof settings>): AuthError {
  try {
    settings(...places)
  } catch (error) {
    if (AuthError.is(error)) return error
    throw error
  }
  throw new Error('the settings were accepted')
}

describe('precedence', () => {
  const ini = `[Looker]
base_url=https://ini.example
client_id=ini-id
client_secret=ini-secret
verify_ssl=false
timeout=30
api_version=3.0`
  const env = {
    LOOKERSDK_BASE_URL: 'https://env.example',
    LOOKERSDK_CLIENT_ID: 'env-id',
    LOOKERSDK_CLIENT_SECRET: 'env-secret',
    LOOKERSDK_VERIFY_SSL: 'true',
    LOOKERSDK_TIMEOUT: '60',
    LOOKERSDK_API_VERSION: '3.1',
  }

  test('looker.ini gives what nothing else gives', async () => {
    const found = settings({}, {}, { 'looker.ini': ini })
    expect(found).toMatchObject({
      baseUrl: 'https://ini.example',
      verifySsl: false,
      timeoutMs: 30_000,
      apiVersion: '3.0',
    })
    expect(await found.credentials()).toMatchObject({ clientId: 'ini-id', clientSecret: 'ini-secret' })
  })

  test('the environment overrides the file', async () => {
    const found = settings({}, env, { 'looker.ini': ini })
    expect(found).toMatchObject({
      baseUrl: 'https://env.example',
      verifySsl: true,
      timeoutMs: 60_000,
      apiVersion: '3.1',
    })
    expect(await found.credentials()).toMatchObject({ clientId: 'env-id', clientSecret: 'env-secret' })
  })

  test('explicit options override both', async () => {
    const options = {
      baseUrl: 'https://option.example',
      clientId: 'option-id',
      clientSecret: 'option-secret',
      verifySsl: false,
      timeoutMs: 5,
      apiVersion: '4.0',
    } as const
    const found = settings(options, env, { 'looker.ini': ini })
    const { clientId, clientSecret, ...rest } = options
    expect(found).toMatchObject(rest)
    expect(await found.credentials()).toMatchObject({ clientId, clientSecret })
  })

  test('each setting is looked for on its own: a secret from the environment goes with an id from the file', async () => {
    const found = settings({}, { LOOKERSDK_CLIENT_SECRET: 'env-secret' }, { 'looker.ini': ini })
    expect(await found.credentials()).toMatchObject({ clientId: 'ini-id', clientSecret: 'env-secret' })
  })

  describe('a key is not sent to another instance than the one that its place names', () => {
    const other = { LOOKERSDK_BASE_URL: 'https://other.example' }
    const refused = expect.objectContaining({
      code: 'configuration',
      message: expect.stringMatching(/looker\.ini.+sets another base URL than the session's, https:\/\//),
    })

    test('the base URL is from the environment, the key from looker.ini', async () => {
      await expect(settings({}, other, { 'looker.ini': ini }).credentials()).rejects.toEqual(refused)
    })

    test('the base URL is an option, the key from the environment', async () => {
      const found = settings({ baseUrl }, env).credentials()
      await expect(found).rejects.toMatchObject({
        code: 'configuration',
        message: expect.stringContaining('LOOKERSDK_CLIENT_ID'),
      })
    })

    test('the base URL beside the key has a colon, so that it was not read', async () => {
      const colon = ini.replace('base_url=', 'base_url: ')
      await expect(settings({}, other, { 'looker.ini': colon }).credentials()).rejects.toMatchObject({
        code: 'configuration',
        message: expect.stringContaining('followed by a colon'),
      })
    })

    test.each([
      ['another base URL', ini.replace('ini.example', 'moved.example')],
      ['none', ini.replace(/base_url=.*/, '')],
    ])('looker.ini is replaced under a running session, by one with %s', async (_, next) => {
      const files = { 'looker.ini': ini }
      const found = settings({}, {}, files)
      expect(await found.credentials()).toMatchObject({ clientId: 'ini-id' })
      files['looker.ini'] = next.replace('ini-secret', 'canary-secret')
      const error = await rejection(found.credentials())
      expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining('base_url') })
      expect(inspectAll(error)).not.toContain('canary-secret')
    })

    test('the base URL in the environment changes under a running session', async () => {
      const changing: Record<string, string> = { ...env }
      const found = settings({}, changing)
      changing.LOOKERSDK_BASE_URL = 'https://moved.example'
      await expect(found.credentials()).rejects.toMatchObject({ code: 'configuration' })
    })

    test('another spelling of the same base URL, or none, is no other instance', async () => {
      const same = { LOOKERSDK_BASE_URL: 'HTTPS://INI.example:443/' }
      const keyOf = (text: string, given: Record<string, string>) =>
        settings({}, given, { 'looker.ini': text }).credentials()
      expect(await keyOf(ini, same)).toMatchObject({ clientSecret: 'ini-secret' })
      const bare = ini.replace(/base_url=.*/, '')
      expect(await keyOf(bare, other)).toMatchObject({ clientSecret: 'ini-secret' })
    })
  })

  test('empty texts count as none, and space around the environment’s is dropped', async () => {
    const blank = { LOOKERSDK_BASE_URL: '  ', LOOKERSDK_TIMEOUT: '', LOOKERSDK_CLIENT_SECRET: 'secret\n' }
    const found = settings({}, blank, { 'looker.ini': ini })
    expect(found).toMatchObject({ baseUrl: 'https://ini.example', timeoutMs: 30_000 })
    expect(await found.credentials()).toMatchObject({ clientId: 'ini-id', clientSecret: 'secret' })
  })

  test('without anything there are defaults for all but the address', () => {
    expect(settings({ baseUrl })).toMatchObject({
      apiVersion: '4.0',
      verifySsl: true,
      timeoutMs: 120_000,
      authScheme: 'token',
      credentialsIn: 'body',
    })
  })

  test('a value of the environment is taken as it is: quotes are part of it', async () => {
    const env = { LOOKERSDK_CLIENT_ID: 'id', LOOKERSDK_CLIENT_SECRET: '"quoted"' }
    expect((await settings({ baseUrl }, env).credentials()).clientSecret).toBe('"quoted"')
  })

  test('the prefix of the environment can be chosen', () => {
    const both = { MINE_BASE_URL: 'https://mine.example', LOOKERSDK_BASE_URL: 'https://env.example' }
    expect(settings({ envPrefix: 'MINE' }, both).baseUrl).toBe('https://mine.example')
  })

  test('process.env and ./looker.ini are the places that count when nothing is said', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'looker-auth-'))
    onTestFinished(() => rmSync(cwd, { recursive: true }))
    writeFileSync(
      join(cwd, 'looker.ini'),
      '[Looker]\nbase_url=https://ini.example\nclient_id=id\nclient_secret=secret\n',
    )
    const { stdout } = await runNode(
      `import { resolveSettings } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)}
       const settings = resolveSettings()
       process.chdir('/')
       console.log(JSON.stringify([settings.baseUrl, settings.timeoutMs, (await settings.credentials()).clientSecret]))`,
      { cwd, env: { LOOKERSDK_TIMEOUT: '7' } },
    )
    expect(JSON.parse(stdout)).toEqual(['https://ini.example', 7000, 'secret'])
  })
})

describe('looker.ini', () => {
  const two =
    '[First]\nbase_url=https://first.example\n[Looker]\nbase_url=https://looker.example\n[Third]\nbase_url=https://third.example'

  test('the section is [Looker]', () => {
    expect(settings({}, {}, { 'looker.ini': two }).baseUrl).toBe('https://looker.example')
  })

  test('file and section can be chosen', () => {
    const found = settings({ iniPath: '/etc/other.ini', section: 'Third' }, {}, { '/etc/other.ini': two })
    expect(found.baseUrl).toBe('https://third.example')
  })

  test('iniPath: false reads none', () => {
    expect(failure({ iniPath: false }, {}, { 'looker.ini': two }).message).not.toContain('looker.ini')
  })

  test('a file that was asked for and is not there, and one that cannot be read, are errors', () => {
    expect(failure({ baseUrl, iniPath: '/etc/none.ini' }).message).toContain('/etc/none.ini does not exist')
    expect(failure({ baseUrl, section: 'Looker' }).message).toContain(`${iniPath} does not exist`)
    const readFile = (): string => {
      throw Object.assign(new Error('no'), { code: 'EACCES' })
    }
    expect(failure({ baseUrl, readFile }).message).toContain(`${iniPath} cannot be read (EACCES)`)
  })

  test('a key that is followed by a colon: the error names it and says to use =', () => {
    const error = failure({}, {}, { 'looker.ini': '[Looker]\nbase_url: https://canary.example/?a=b' })
    expect(error.code).toBe('configuration')
    expect(error.message).toContain(`The key base_url of ${iniPath}, section [Looker]`)
    expect(error.hint).toBe('Use an equals sign: base_url=...')
    expect(inspectAll(error)).not.toContain('canary')
  })

  test('a key with a colon that is not wanted, or stands elsewhere, does no harm', () => {
    const text = '[Looker]\nnote: x=y\nbase_url=https://right.example\ntimeout: 5'
    const env = { LOOKERSDK_TIMEOUT: '7' }
    expect(settings({}, env, { 'looker.ini': text })).toMatchObject({
      baseUrl: 'https://right.example',
      timeoutMs: 7000,
    })
  })

  test('a section that was asked for and is not there is an error that lists the others', () => {
    const { code, message } = failure({ section: 'Fourth' }, {}, { 'looker.ini': two })
    expect(code).toBe('configuration')
    expect(message).toContain('no section [Fourth]')
    expect(message).toContain('[First], [Looker], [Third]')
  })
})

describe('a missing setting', () => {
  test('base_url: the error names the setting, where it was looked for, and what to do', () => {
    const { code, message } = failure({}, {}, { 'looker.ini': '[Other]\nclient_id=x' })
    expect(code).toBe('configuration')
    expect(message).toContain('base_url is missing')
    expect(message).toContain('option baseUrl; environment variable LOOKERSDK_BASE_URL;')
    expect(message).toContain(`key base_url of ${iniPath}, section [Other]`)
    expect(message).toContain('https://me.looker.com:19999')
  })

  test('base_url, without a file: the error says so', () => {
    expect(failure().message).toContain(`${iniPath} (there is no such file)`)
  })

  test('credentials: the error comes when a login asks for them, and names both', async () => {
    const error = await rejection(settings({ baseUrl }, {}, {}).credentials())
    expect(AuthError.is(error) && error.code).toBe('configuration')
    expect(error.message).toContain('client_id and client_secret are missing')
    expect(error.message).toContain('LOOKERSDK_CLIENT_ID')
    expect(error.message).toContain('LOOKERSDK_CLIENT_SECRET')
  })

  test('client_id without client_secret, and the other way round, names the half that is there and its place', async () => {
    const half = await rejection(settings({ baseUrl }, { LOOKERSDK_CLIENT_ID: 'id' }).credentials())
    expect(half.message).toContain(
      'client_secret is missing (client_id is there: environment variable LOOKERSDK_CLIENT_ID)',
    )
    const other = await rejection(settings({ baseUrl, clientSecret: 'canary' }).credentials())
    expect(other.message).toContain('client_id is missing (client_secret is there: option clientSecret)')
    expect(inspectAll(other)).not.toContain('canary')
  })
})

describe('a wrong setting', () => {
  test.each([
    ['base_url', 'LOOKERSDK_BASE_URL', 'not an address'],
    ['base_url', 'LOOKERSDK_BASE_URL', 'ftp://x.example'],
    ['base_url', 'LOOKERSDK_BASE_URL', 'https://user:canary@x.example'],
    ['base_url', 'LOOKERSDK_BASE_URL', 'https://x.example/?a=canary'],
    ['base_url', 'LOOKERSDK_BASE_URL', 'https://x.example/#canary'],
    ['base_url', 'LOOKERSDK_BASE_URL', 'https://x.example/api'],
    ['base_url', 'LOOKERSDK_BASE_URL', 'https://x.example/api/4.0/'],
    ['verify_ssl', 'LOOKERSDK_VERIFY_SSL', 'canary'],
    ['timeout', 'LOOKERSDK_TIMEOUT', '120s'],
    ['timeout', 'LOOKERSDK_TIMEOUT', '-1'],
    ['timeout', 'LOOKERSDK_TIMEOUT', 'Infinity'],
    ['timeout', 'LOOKERSDK_TIMEOUT', '0x10'],
    ['timeout', 'LOOKERSDK_TIMEOUT', '1e3'],
    ['timeout', 'LOOKERSDK_TIMEOUT', '1.2.3'],
  ])('%s from %s: %s is an error that names both and shows no secret', (setting, variable, value) => {
    const env = { LOOKERSDK_BASE_URL: baseUrl, [variable]: value }
    const error = failure({}, env)
    expect(error.code).toBe('configuration')
    expect(error.message).toContain(`The setting ${setting} (environment variable ${variable})`)
    expect(error.message.endsWith(error.hint)).toBe(true)
    expect(inspectAll(error)).not.toContain('canary')
    const lines = Object.entries({ base_url: baseUrl, [setting]: value }).map(entry => entry.join('='))
    expect(failure({}, {}, { 'looker.ini': ['[Looker]', ...lines].join('\n') }).message).toContain(
      `key ${setting} of ${iniPath}, section [Looker]`,
    )
  })

  test('/api at the end of base_url: the hint says what to write', () => {
    expect(failure({ baseUrl: 'https://x.example/api/4.0' }).hint).toContain(
      'Write https://x.example, without /api',
    )
  })

  test('a setting of millions of characters is refused in linear time', () => {
    for (const [options, env] of [
      [{ baseUrl }, { LOOKERSDK_TIMEOUT: `${'1'.repeat(2_000_000)}s` }],
      [{ baseUrl: `${baseUrl}${'/'.repeat(2_000_000)}x` }, {}],
      [{ baseUrl, ca: '-----BEGIN CERTIFICATE-----'.repeat(80_000) }, {}],
    ] as const)
      expect(failure(options, env).code).toBe('configuration')
  })

  test('an explicit option of a wrong kind names the option', () => {
    for (const [options, named] of [
      [{ verifySsl: 'false' }, 'option verifySsl'],
      [{ timeoutMs: -1 }, 'option timeoutMs'],
      [{ timeoutMs: '5' }, 'option timeoutMs'],
      [{ apiVersion: '2.0' }, 'option apiVersion'],
      [{ authScheme: 'Basic' }, 'option authScheme'],
      [{ credentialsIn: 'header' }, 'option credentialsIn'],
      [{ appId: 'a\nb' }, 'appId'],
      [{ proxy: 'nowhere' }, 'proxy'],
      [{ ca: '/there/is/none.pem' }, 'option ca'],
      [{ ca: 5 }, 'option ca'],
      [{ clientSecret: 5 }, 'option clientSecret'],
      [{ clientId: null }, 'option clientId'],
      [{ credentials: { clientId: 'a', clientSecret: 'b' } }, 'option credentials'],
      [{ envPrefix: '' }, 'option envPrefix'],
      [{ baseUrl: '' }, 'option baseUrl'],
    ] as unknown as [SettingsOptions, string][]) {
      const error = failure({ baseUrl, ...options })
      expect(error.code).toBe('configuration')
      expect(error.message).toContain(named)
    }
  })

  test('a trailing slash of base_url is dropped', () => {
    expect(settings({ baseUrl: 'https://Me.Looker.com:443/sub//' }).baseUrl).toBe('https://me.looker.com/sub')
  })

  test.each([
    ['true', true],
    ['T', true],
    ['Yes', true],
    ['y', true],
    ['1', true],
    ['FALSE', false],
    ['f', false],
    ['No', false],
    ['N', false],
    ['0', false],
  ])('verify_ssl may be %s', (word, verifySsl) => {
    expect(settings({ baseUrl }, { LOOKERSDK_VERIFY_SSL: word }).verifySsl).toBe(verifySsl)
    expect(settings({ baseUrl }, {}, { 'looker.ini': `[Looker]\nverify_ssl="${word}"` }).verifySsl).toBe(
      verifySsl,
    )
  })
})

describe('http:// for a host that is not loopback', () => {
  const insecure = 'http://looker.example:19999'

  test('is refused, and the error names the place of base_url', () => {
    for (const [error, place] of [
      [failure({ baseUrl: insecure }), 'option baseUrl'],
      [failure({}, { LOOKERSDK_BASE_URL: insecure }), 'environment variable LOOKERSDK_BASE_URL'],
      [failure({}, {}, { 'looker.ini': `[Looker]\nbase_url=${insecure}` }), 'key base_url of'],
    ] as const) {
      expect(error.code).toBe('configuration')
      expect(error.message).toContain(place)
      expect(error.hint).toContain('set allowInsecureHttp')
    }
    expect(settings({ baseUrl: 'http://localhost:19999' }).allowInsecureHttp).toBe(false)
  })

  test('is accepted with allowInsecureHttp, from an option, the environment or the file', () => {
    const ini = `[Looker]\nbase_url=${insecure}\nallow_insecure_http=true`
    const env = { LOOKERSDK_BASE_URL: insecure, LOOKERSDK_ALLOW_INSECURE_HTTP: '1' }
    for (const found of [
      settings({ baseUrl: insecure, allowInsecureHttp: true }),
      settings({}, env),
      settings({ envPrefix: 'MINE' }, { MINE_BASE_URL: insecure, MINE_ALLOW_INSECURE_HTTP: 'yes' }),
      settings({}, {}, { 'looker.ini': ini }),
    ])
      expect(found).toMatchObject({ baseUrl: insecure, allowInsecureHttp: true })
    expect(failure({ allowInsecureHttp: false }, env).message).toContain('base_url')
    expect(failure({}, { ...env, LOOKERSDK_ALLOW_INSECURE_HTTP: 'maybe' }).message).toContain(
      'allow_insecure_http (environment variable LOOKERSDK_ALLOW_INSECURE_HTTP)',
    )
    expect(failure({ baseUrl, allowInsecureHttp: 'true' as never }).message).toContain(
      'option allowInsecureHttp',
    )
  })

  test('reaches the session and the ApiAuthApi', async () => {
    const options = { baseUrl: insecure, env: {}, iniPath: false, clientId: 'a', clientSecret: 'b' } as const
    for (const make of [
      (more: object) => createSession({ ...options, ...more }),
      (more: object) => new ApiAuthApi({ ...options, ...more }),
    ]) {
      expect(() => make({})).toThrow('allowInsecureHttp')
      expect(() => make({ allowInsecureHttp: true })).not.toThrow()
    }
  })
})

describe('settings that contradict each other', () => {
  test('credentials and clientId, section and iniPath: false', () => {
    const credentials = () => ({ clientId: 'a', clientSecret: 'b' })
    expect(failure({ baseUrl, credentials, clientSecret: 'x' }).message).toContain('excludes clientId')
    expect(failure({ baseUrl, iniPath: false, section: 'X' }).message).toContain('excludes iniPath: false')
  })

  test('ca and verify_ssl=false, wherever each is from: the error names both places', async () => {
    const { cert } = await selfSigned()
    const { message } = failure({ baseUrl, ca: cert }, {}, { 'looker.ini': '[Looker]\nverify_ssl=no' })
    expect(message).toContain(`key verify_ssl of ${iniPath}, section [Looker]`)
    expect(message).toContain('option ca')
  })

  test('credentials from a function go before those in the environment', async () => {
    const credentials = async () => ({ clientId: 'mine', clientSecret: 'own' })
    const env = { LOOKERSDK_CLIENT_ID: 'env', LOOKERSDK_CLIENT_SECRET: 'env' }
    expect(await settings({ baseUrl, credentials }, env).credentials()).toMatchObject(await credentials())
  })
})

describe('the name of an option', () => {
  test.each([
    ['verify_ssl', 'verifySsl'],
    ['base_url', 'baseUrl'],
    ['client_id', 'clientId'],
    ['timeout', 'timeoutMs'],
    ['baseURL', 'baseUrl'],
  ])('%s is refused, and the hint gives %s', (name, meant) => {
    const { code, message, hint } = failure({ baseUrl, [name]: 'canary' })
    expect(code).toBe('configuration')
    expect(message).toContain(`no option ${name}.`)
    expect(hint).toBe(`Write ${meant}.`)
  })

  test('one like no other is refused too, and its value is not shown', () => {
    const error = failure({ baseUrl, passwort: 'canary' } as SettingsOptions)
    expect(error.message).toContain('no option passwort.')
    expect(inspectAll(error)).not.toContain('canary')
  })
})

describe('certificates', () => {
  test('of a file that also holds the private key, the settings keep the certificates alone', async () => {
    const { cert, key } = await selfSigned()
    const found = settings({ baseUrl, ca: 'combined.pem' }, {}, { 'combined.pem': `${key}\n${cert}` })
    expect(found.ca?.trim()).toBe(cert.trim())
    expect(inspectAll(found)).not.toContain('PRIVATE KEY')
    expect(settings({ baseUrl, ca: `${cert}\n${key}` }).ca).toBe(found.ca)
  })

  test.each([`MIIBcanary/${'x+/='.repeat(100)}`, 'canary/abc==', 'canary', 'canary\u0000.pem'])(
    'a ca that is no path of a certificate is not shown: %s',
    value => {
      const error = failure({ baseUrl }, { LOOKERSDK_CA: value })
      expect(error.code).toBe('configuration')
      expect(error.message).toContain('(environment variable LOOKERSDK_CA) cannot be read (ENOENT)')
      expect(inspectAll(error)).not.toContain('canary')
    },
  )

  test('an empty ca counts as none', async () => {
    const { cert } = await selfSigned()
    expect(settings({ baseUrl, ca: '' })).not.toHaveProperty('ca')
    expect(settings({ baseUrl, ca: '' }, { LOOKERSDK_CA: cert }).ca?.trim()).toBe(cert.trim())
  })

  test('ca is read at once, from an option, the environment or the file', async () => {
    const { cert } = await selfSigned()
    const files = { '/etc/ca.pem': cert, 'looker.ini': '[Looker]\nca=/etc/ca.pem' }
    expect(settings({ baseUrl, ca: '/etc/ca.pem' }, {}, files).ca?.trim()).toBe(cert.trim())
    expect(settings({ baseUrl, iniPath: false }, { LOOKERSDK_CA: '/etc/ca.pem' }, files).ca?.trim()).toBe(
      cert.trim(),
    )
    expect(settings({ baseUrl }, {}, files).ca?.trim()).toBe(cert.trim())
  })
})

describe('credentials are read when a login needs them and not kept', () => {
  test('a changed file or environment counts at the next login', async () => {
    const env = { LOOKERSDK_CLIENT_ID: 'id' }
    const files = { 'looker.ini': '[Looker]\nclient_secret=old' }
    const found = settings({ baseUrl, env }, {}, files)
    expect(await found.credentials()).toMatchObject({ clientId: 'id', clientSecret: 'old' })
    files['looker.ini'] = '[Looker]\nclient_secret=new'
    env.LOOKERSDK_CLIENT_ID = 'id-2'
    expect(await found.credentials()).toMatchObject({ clientId: 'id-2', clientSecret: 'new' })
  })

  test('a function is asked each time, and what it returns is checked', async () => {
    let asked = 0
    const found = settings({
      baseUrl,
      credentials: () => ({ clientId: 'id', clientSecret: `canary${asked++}` }),
    })
    await found.credentials()
    expect((await found.credentials()).clientSecret).toBe('canary1')
    for (const wrong of [
      undefined,
      null,
      {},
      { clientId: 'id', clientSecret: '' },
      { clientId: 1, clientSecret: 'canary' },
    ]) {
      const error = await rejection(settings({ baseUrl, credentials: () => wrong as never }).credentials())
      expect(AuthError.is(error) && error.code).toBe('configuration')
      expect(inspectAll(error)).not.toContain('canary')
    }
  })
})

describe('an API key', () => {
  const ini = '[Looker]\nclient_id=ini-id\nclient_secret=ini-secret'

  test('has nothing around it, wherever it is from', async () => {
    const [clientId, clientSecret] = ['\ufeffid\0', ' secret\u00a0\r\n']
    const clean = { clientId: 'id', clientSecret: 'secret' }
    const env = { LOOKERSDK_CLIENT_ID: clientId, LOOKERSDK_CLIENT_SECRET: clientSecret }
    const files = { 'looker.ini': `[Looker]\nclient_id="id "\nclient_secret="${clientSecret.trim()}\u200b "` }
    expect(await settings({ baseUrl, clientId, clientSecret }).credentials()).toMatchObject(clean)
    expect(await settings({ baseUrl }, env).credentials()).toMatchObject(clean)
    expect(await settings({ baseUrl }, {}, files).credentials()).toMatchObject(clean)
    const credentials = () => ({ clientId, clientSecret })
    expect(await settings({ baseUrl, credentials }).credentials()).toMatchObject(clean)
  })

  test('that is white space alone counts as none: the next place is asked', async () => {
    const given = settings({ baseUrl, clientSecret: '\n' }, {}, { 'looker.ini': ini })
    expect(await given.credentials()).toMatchObject({ clientSecret: 'ini-secret' })
    const credentials = () => ({ clientId: 'id', clientSecret: '\0\n' })
    const error = await rejection(settings({ baseUrl, credentials }).credentials())
    expect(AuthError.is(error) && error.code).toBe('configuration')
  })

  test('says where it came from, for the error if Looker refuses it', async () => {
    const env = { LOOKERSDK_CLIENT_SECRET: 'env-secret' }
    const file = `${iniPath}, section [Looker]`
    const variable = 'the environment variable LOOKERSDK_CLIENT_SECRET'
    const own = { clientId: 'id', clientSecret: 'secret' }
    for (const [found, origin] of [
      [settings({ baseUrl }, {}, { 'looker.ini': ini }), file],
      [
        settings({ baseUrl }, env, { 'looker.ini': ini }),
        `${file} (client_id) and ${variable} (client_secret)`,
      ],
      [
        settings({ baseUrl, clientId: 'a' }, env),
        `the option clientId (client_id) and ${variable} (client_secret)`,
      ],
      [settings({ baseUrl, credentials: () => own }), 'the credentials provider'],
      [settings({ baseUrl, credentials: () => ({ ...own, origin: 'the vault' }) }), 'the vault'],
    ] as const)
      expect(await found.credentials()).toHaveProperty('origin', origin)
  })
})

describe('secrets', () => {
  test('the settings show none, however they are printed', async () => {
    const found = settings(
      { baseUrl, clientSecret: 'canary-option', proxy: 'http://user:canary-proxy@proxy.example' },
      { LOOKERSDK_CLIENT_ID: 'id', LOOKERSDK_CLIENT_SECRET: 'canary-env' },
      { 'looker.ini': '[Looker]\nclient_secret=canary-ini' },
    )
    await found.credentials()
    expect(inspectAll(found)).not.toContain('canary')
    expect(found.proxy('https://looker.example/')).toContain('canary-proxy')
  })

  test('no error shows one, wherever it was', async () => {
    const env = { LOOKERSDK_CLIENT_SECRET: 'canary-env', LOOKERSDK_TIMEOUT: 'x' }
    const files = {
      'looker.ini': '[Looker]\nclient_secret=canary-ini\nbroken canary-line\nverify_ssl=canary',
    }
    for (const places of [
      [{ baseUrl, clientSecret: 'canary' }, env, files],
      [{ clientSecret: 'canary' }, {}, files],
      [{ baseUrl, section: 'X' }, env, files],
      [{ baseUrl, proxy: 'canary' }, {}, {}],
    ] as Parameters<typeof settings>[])
      expect(inspectAll(failure(...places))).not.toContain('canary')
  })
})
