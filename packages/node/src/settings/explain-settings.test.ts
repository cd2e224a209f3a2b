import { chmod, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AuthError } from '@looker-auth/core'
import { describe, expect, it, test } from 'vitest'
import { inspectAll } from '../../test/inspect-all.js'
import { tempFolders } from '../../test/store/temp-folder.js'
import { createSession } from '../index.js'
import type { SettingReport } from './explain/setting-report.js'
import { explainSettings } from './explain-settings.js'
import type { SettingsOptions } from './options.js'
import { settingKeys } from './setting-keys.js'

const newFolder = tempFolders()
const id = 'abcdEFGH1234ijklMNOP'
const secret = 'canarySECRETcanary123456'
const key = { LOOKERSDK_CLIENT_ID: id, LOOKERSDK_CLIENT_SECRET: secret }
const base = { LOOKERSDK_BASE_URL: 'https://looker.acme.io:19999' }

/** The report on one setting. */
function report(setting: string, options: SettingsOptions): SettingReport {
  const found = explainSettings({ env: {}, iniPath: false, ...options }).find(one => one.setting === setting)
  if (found === undefined) throw new Error(`There is no report on ${setting}.`)
  return found
}

const ini = (text: string): SettingsOptions => ({ iniPath: '/x/looker.ini', readFile: () => text })
const configuration = (message: string) =>
  expect.objectContaining({ code: 'configuration', message: expect.stringContaining(message) })

describe('explainSettings()', () => {
  it('has a report for every setting, in the order in which a person looks at them', () => {
    const names = explainSettings({ env: {}, iniPath: false }).map(({ setting }) => setting)
    expect(names.slice(0, 3)).toEqual(['base_url', 'client_id', 'client_secret'])
    expect([...names].sort()).toEqual(Object.keys(settingKeys).sort())
  })

  it('names the place that counts as the errors do, and those that lose', () => {
    const text = `[Looker]\nbase_url=https://other.acme.io\nclient_id=${id}\nclient_secret=${secret}`
    const options = { ...ini(text), env: base, baseUrl: 'https://me.acme.io' }
    expect(report('base_url', options)).toEqual({
      setting: 'base_url',
      value: 'https://me.acme.io',
      where: 'option baseUrl',
      ignored: ['environment variable LOOKERSDK_BASE_URL', 'key base_url of /x/looker.ini, section [Looker]'],
      remarks: [],
      error: undefined,
    })
    expect(report('base_url', { ...options, baseUrl: undefined })).toMatchObject({
      value: 'https://looker.acme.io:19999',
      where: 'environment variable LOOKERSDK_BASE_URL',
      ignored: ['key base_url of /x/looker.ini, section [Looker]'],
    })
    expect(report('base_url', { ...options, baseUrl: undefined, env: {} })).toMatchObject({
      value: 'https://other.acme.io',
      where: 'key base_url of /x/looker.ini, section [Looker]',
      ignored: [],
    })
  })

  it('says the default where no place sets a setting, and nothing where there is none', () => {
    const shown = explainSettings({ env: {}, iniPath: false }).map(one => [one.setting, one.value, one.where])
    expect(shown).toEqual([
      ['base_url', undefined, undefined],
      ['client_id', undefined, undefined],
      ['client_secret', undefined, undefined],
      ['api_version', '4.0', 'the default'],
      ['verify_ssl', 'true', 'the default'],
      ['ca', "Node's certificate authorities", 'the default'],
      ['timeout', '120 seconds', 'the default'],
      ['allow_insecure_http', 'false', 'the default'],
    ])
  })

  it('shows values as they are used: in one spelling, and in seconds', () => {
    const env = {
      LOOKERSDK_BASE_URL: 'HTTPS://Looker.Acme.IO:443/',
      LOOKERSDK_VERIFY_SSL: 'n',
      LOOKERSDK_TIMEOUT: '7.5',
      LOOKERSDK_API_VERSION: '3.1',
    }
    expect(report('base_url', { env }).value).toBe('https://looker.acme.io')
    expect(report('verify_ssl', { env }).value).toBe('false')
    expect(report('timeout', { env }).value).toBe('7.5 seconds')
    expect(report('timeout', { timeoutMs: 0 }).value).toBe('0 (no bound)')
    expect(report('api_version', { env }).value).toBe('3.1')
  })

  it('shows of an API key the ends of its id and the length of its secret', () => {
    for (const options of [{ env: key }, { clientId: id, clientSecret: ` ${secret}\n` }]) {
      expect(report('client_id', options)).toMatchObject({ value: 'abcd...MNOP', error: undefined })
      expect(report('client_secret', options)).toMatchObject({ value: '24 characters', error: undefined })
    }
  })

  it('does not call the option credentials, before which other places do not count', () => {
    const credentials = () => {
      throw new Error('called')
    }
    expect(report('client_secret', { credentials, env: key })).toMatchObject({
      value: 'asked for at each login',
      where: 'option credentials',
      ignored: ['environment variable LOOKERSDK_CLIENT_SECRET'],
      error: undefined,
    })
  })

  it('shows a ca as PEM text or as the path that it is', async () => {
    const path = join(await newFolder(), 'ca.pem')
    const { cert } = (await import('../../test/servers.js').then(({ selfSigned }) => selfSigned())) as {
      cert: string
    }
    await writeFile(path, cert)
    expect(report('ca', { ca: cert })).toMatchObject({ value: 'PEM text', where: 'option ca', remarks: [] })
    expect(report('ca', { env: { LOOKERSDK_CA: path } })).toMatchObject({ value: path, error: undefined })
    expect(report('ca', { ca: '/no/such/ca.pem' })).toMatchObject({
      value: '/no/such/ca.pem',
      error: configuration('cannot be read (ENOENT)'),
    })
  })
})

describe('the error of a report', () => {
  test.each<[string, SettingsOptions, string]>([
    ['base_url', {}, 'The setting base_url is missing. Looked in: option baseUrl; environment variable'],
    ['base_url', { baseUrl: 'looker.acme.io' }, 'is not an address'],
    ['base_url', { env: { LOOKERSDK_BASE_URL: 'https://looker.acme.io/api/4.0' } }, 'has /api in it'],
    ['base_url', { baseUrl: 'http://looker.acme.io' }, 'begins with http://'],
    ['client_id', {}, 'client_id and client_secret are missing'],
    ['client_secret', { clientId: id }, 'client_secret is missing (client_id is there: option clientId)'],
    ['api_version', { env: { LOOKERSDK_API_VERSION: '5.0' } }, 'The API version 5.0 is not known'],
    ['verify_ssl', { env: { LOOKERSDK_VERIFY_SSL: 'maybe' } }, 'is neither true nor false'],
    ['verify_ssl', { verifySsl: 'no' as never }, 'is not a boolean'],
    ['timeout', { env: { LOOKERSDK_TIMEOUT: 'soon' } }, 'is not a number of seconds'],
    ['allow_insecure_http', { allowInsecureHttp: 1 as never }, 'is not a boolean'],
    ['ca', { ca: 'nothing', env: {} }, 'cannot be read'],
    ['base_url', ini('[Looker]\nbase_url: https://looker.acme.io'), 'is followed by a colon'],
  ])('%s of %j: %s', (setting, options, message) => {
    expect(report(setting, options).error).toEqual(configuration(message))
  })

  it('is the one that a session throws', () => {
    const options = { env: { ...key, LOOKERSDK_BASE_URL: 'looker' }, iniPath: false } as const
    expect(() => createSession(options)).toThrow(report('base_url', options).error?.message)
  })

  it('stands in the report on its own setting, and not in those on others', () => {
    const env = { ...base, ...key, LOOKERSDK_VERIFY_SSL: 'maybe', LOOKERSDK_ALLOW_INSECURE_HTTP: 'maybe' }
    const wrong = explainSettings({ env, iniPath: false }).filter(({ error }) => error !== undefined)
    expect(wrong.map(({ setting }) => setting)).toEqual(['verify_ssl', 'allow_insecure_http'])
  })

  it('says that a key is for another base URL than the one that is used', () => {
    const options = { env: { ...base, ...key }, baseUrl: 'https://other.acme.io' }
    for (const setting of ['client_id', 'client_secret'])
      expect(report(setting, options).error).toEqual(configuration('The API key was not sent'))
  })

  it('is on a report of its own for options that exclude each other or are not known', () => {
    const options = { credentials: () => ({ clientId: id, clientSecret: secret }), clientId: id }
    expect(report('options', options).error).toEqual(configuration('credentials excludes clientId'))
    expect(report('options', { base_url: 'x' } as object).error).toEqual(configuration('no option base_url'))
    expect(report('options', { section: 'A' }).error).toEqual(configuration('section excludes iniPath'))
    expect(report('options', { envPrefix: '' }).error).toEqual(configuration('envPrefix'))
    expect(report('options', { proxy: 'none' }).error).toEqual(configuration('`proxy`'))
    expect(report('options', { clientSecret: 7 as never }).error).toEqual(configuration('clientSecret'))
  })
})

describe('the report on looker.ini', () => {
  it('names the file and its section', () => {
    expect(report('looker.ini', ini('[looker]\nbase_url=https://looker.acme.io'))).toMatchObject({
      value: '/x/looker.ini, section [looker]',
      where: 'option iniPath',
      error: undefined,
    })
  })

  it('says that there is no file at the default place, and is absent without a file to look for', async () => {
    const readFile = () => {
      throw Object.assign(new Error('none'), { code: 'ENOENT' })
    }
    expect(report('looker.ini', { iniPath: undefined, readFile })).toMatchObject({
      value: `${resolve('looker.ini')} (there is no such file)`,
      where: undefined,
      error: undefined,
    })
    expect(() => report('looker.ini', {})).toThrow('There is no report')
  })

  it.each<[string, SettingsOptions, string]>([
    ['missing', { iniPath: '/no/such/looker.ini' }, 'does not exist'],
    ['a directory', { iniPath: '/' }, 'is a directory'],
    ['without the section', { ...ini('[Looker]\n'), section: 'Other' }, 'has no section [Other]'],
    ['in another format', ini('{"client_secret": "canary"}'), 'holds JSON'],
  ])(
    'has the error for a file that is %s; so has a setting that is missing elsewhere',
    (_, options, message) => {
      const error = configuration(message)
      expect(report('looker.ini', options)).toMatchObject({ where: 'option iniPath', error })
      expect(report('base_url', options)).toMatchObject({ value: undefined, error })
      expect(report('base_url', { ...options, env: base })).toMatchObject({ error: undefined })
      expect(report('timeout', options)).toMatchObject({ where: 'the default', error: undefined })
    },
  )

  it.skipIf(process.platform === 'win32')('says that other users can read the file', async () => {
    const path = join(await newFolder(), 'looker.ini')
    await writeFile(path, '[Looker]\n')
    for (const [mode, shown] of [
      [0o644, '644'],
      [0o640, '640'],
      [0o604, '604'],
    ] as const) {
      await chmod(path, mode)
      expect(report('looker.ini', { iniPath: path }).remarks).toEqual([
        `Other users of this machine can read the file (mode ${shown}). Run: chmod 600 '${path}'`,
      ])
    }
    await chmod(path, 0o600)
    expect(report('looker.ini', { iniPath: path }).remarks).toEqual([])
    await chmod(path, 0o622)
    expect(report('looker.ini', { iniPath: path }).remarks).toEqual([])
  })
})

describe('no report shows a secret:', () => {
  const canary = 'canary7f3a9c1e5b'
  const places: Record<string, SettingsOptions> = {
    'client_secret as an option': { clientSecret: canary },
    'client_secret in the environment': { env: { LOOKERSDK_CLIENT_SECRET: `"${canary}" \n` } },
    'client_secret in the file': ini(`[Looker]\nclient_secret=${canary}`),
    'client_secret in a place that loses': { clientSecret: secret, env: { LOOKERSDK_CLIENT_SECRET: canary } },
    'client_secret of another type': { clientSecret: { canary } as never },
    'a secret as client_id': { clientId: `${canary}canary00`, clientSecret: `${canary}canary00` },
    'a secret as base_url': { baseUrl: canary },
    'a secret as the scheme of base_url': { baseUrl: `${canary}:x` },
    'a password in base_url': { baseUrl: `https://me:${canary}@looker.acme.io/` },
    'a query in base_url': { env: { LOOKERSDK_BASE_URL: `https://looker.acme.io/?client_secret=${canary}` } },
    'a fragment in base_url': { baseUrl: `https://looker.acme.io/api#${canary}` },
    'a secret as every other setting': {
      env: Object.fromEntries(
        ['VERIFY_SSL', 'CA', 'TIMEOUT', 'API_VERSION', 'ALLOW_INSECURE_HTTP'].map(name => [
          `LOOKERSDK_${name}`,
          canary,
        ]),
      ),
    },
    'a secret as every option': {
      verifySsl: canary as never,
      ca: canary,
      timeoutMs: canary as never,
      apiVersion: canary as never,
      allowInsecureHttp: canary as never,
      proxy: `http://me:${canary}@%`,
      appId: `${canary}\n`,
      authScheme: canary as never,
      credentialsIn: canary as never,
    },
    'a private key as ca': { ca: `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----\n` },
    'a key of the file': ini(`[Looker]\nclient_secret ${canary}=x\nclient_secret ${canary}=x`),
    'a line of the file': ini(`[Looker]\n${canary}`),
    'a section of the file': ini(`[Looker\nclient_secret=${canary}]\n[{${canary}}]`),
    'a colon in the file': ini(`[Looker]\nclient_secret: ${canary}`),
    'credentials that fail': {
      credentials: () => {
        throw new Error(canary)
      },
    },
  }

  test.each(Object.entries(places))('%s', (_, options) => {
    const reports = explainSettings({ env: {}, iniPath: false, ...options })
    expect(reports.length).toBeGreaterThanOrEqual(8)
    for (const { error } of reports) expect(error === undefined || AuthError.is(error)).toBe(true)
    expect(inspectAll(reports)).not.toMatch(/cana/)
  })
})
