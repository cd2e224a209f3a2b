import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuthError } from '@looker-auth/core'
import { afterAll, describe, expect, test } from 'vitest'
import { inspectAll } from '../../test/inspect-all.js'
import type { Settings, SettingsOptions } from './options.js'
import { resolveSettings } from './settings.js'

const folder = mkdtempSync(join(tmpdir(), 'looker-auth-ini-'))
const iniPath = join(folder, 'looker.ini')
afterAll(() => rmSync(folder, { recursive: true }))

function settings(content: string | Buffer, options: SettingsOptions = {}): Settings {
  writeFileSync(iniPath, content)
  return resolveSettings({ iniPath, env: {}, ...options })
}

/** The refusal of a file; it shows no value. */
function refusal(content: string | Buffer, options?: SettingsOptions): AuthError {
  try {
    settings(content, options)
  } catch (error) {
    if (!AuthError.is(error)) throw error
    expect(error.code).toBe('configuration')
    expect(error.message).toContain(options?.iniPath || iniPath)
    expect(error.message).not.toContain('is missing')
    expect(inspectAll(error)).not.toContain('canary')
    return error
  }
  throw new Error('the settings were accepted')
}

const key = 'client_id=canary-id\nclient_secret=canary-secret\n'
const staging = 'base_url=https://canary-staging.example\n'

describe('a duplicate in looker.ini is refused', () => {
  test.each([
    ['[Looker] twice', `[Looker]\n${staging}[Looker]\n${key}`, '[Looker]', 1, 3],
    ['[Looker] and [looker]', `[Looker]\n${staging}\n[ looker ]\n${key}`, '[looker]', 1, 4],
    ['a section that is not the one to use', `[Looker]\n${staging}[B]\n\n[b]\n`, '[b]', 3, 5],
    ['base_url twice', `[Looker]\n${staging}${key}${staging}`, 'key base_url', 2, 5],
    ['base_url and Base_Url', `[Looker]\r\n${staging}\r\nBase_Url = canary`, 'key base_url', 2, 4],
    ['base_url with = and with a colon', `[Looker]\n${staging}base_url : canary`, 'key base_url', 2, 3],
    ['client_secret twice', `[Looker]\n${staging}${key}client_secret=`, 'key client_secret', 4, 5],
    ['a key of another program', `[Looker]\n${staging}note=canary\nnote=canary`, 'a key', 3, 4],
  ])('%s: the error names both lines', (_, content, what, first, second) => {
    const { message, hint } = refusal(content)
    expect(message).toContain(what)
    expect(message).toContain(`lines ${first} and ${second}`)
    expect(hint).toMatch(/Keep one of them/)
  })

  test('a duplicate key in a section that is not used does no harm', () => {
    expect(settings(`[Looker]\n${staging}[Other]\na=1\na=2`).baseUrl).toBe('https://canary-staging.example')
    expect(refusal(`[Looker]\n${staging}[Other]\na=1\na=2`, { section: 'other' }).message).toContain(
      'lines 4 and 5',
    )
  })
})

describe('the section of looker.ini', () => {
  test('[looker] counts as [Looker], also beside others, and a section is found in any case', () => {
    const content = `[A]\nbase_url=https://a.example\n[looker]\n${staging}`
    expect(settings(content).baseUrl).toBe('https://canary-staging.example')
    expect(settings(content, { section: 'LOOKER' }).baseUrl).toBe('https://canary-staging.example')
    expect(settings(content, { section: 'a' }).baseUrl).toBe('https://a.example')
  })

  test('without [Looker], a single section is used; of several, the error asks for the option section', () => {
    expect(settings(`[Staging]\n${staging}`).baseUrl).toBe('https://canary-staging.example')
    const { message, hint } = refusal(`[Staging]\n${staging}[Production]\n${key}`)
    expect(message).toContain('[Staging], [Production]')
    expect(hint).toContain('section')
  })

  test('a name that may be a part of another format is not shown', () => {
    expect(refusal(`[A]\n${staging}["canary", "b"]\n`).message).toContain('[A], [...]')
  })

  test('a name without its closing bracket begins a section too', () => {
    expect(refusal(`[Staging]\n${staging}[Production\n${key}`).message).toContain('[Staging], [Production]')
  })

  test('[DEFAULT] is refused: this package does not spread it over the other sections as Python does', () => {
    for (const section of [undefined, 'DEFAULT']) {
      const { message } = refusal(`[Looker]\n${staging}[DEFAULT]\n${key}`, { section })
      expect(message).toContain('[DEFAULT] in line 3')
    }
    expect(settings(`[Looker]\n${staging}[default]\n`).baseUrl).toBe('https://canary-staging.example')
  })

  test('keys before the first section are refused', () => {
    expect(refusal(`${staging}[Looker]\n${key}`).message).toContain('line 1')
  })

  test('a file of keys without any section is read as one section', () => {
    expect(settings(staging).baseUrl).toBe('https://canary-staging.example')
    expect(refusal(`${staging}${staging}`).message).toContain('lines 1 and 2')
  })
})

describe('what is not a looker.ini is called what it is', () => {
  const text = `[Looker]\n${staging}${key}`
  const little = Buffer.from(text, 'utf16le')
  const big = Buffer.from(text, 'utf16le').swap16()

  test.each([
    ['UTF-16 LE with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), little]), 'UTF-16'],
    ['UTF-16 BE with a byte order mark', Buffer.concat([Buffer.from([0xfe, 0xff]), big]), 'UTF-16'],
    ['UTF-16 LE without one', little, 'UTF-16'],
    ['UTF-16 BE without one', big, 'UTF-16'],
    ['UTF-16 without one ASCII character', Buffer.from([0xff, 0xfe, 0x3a, 0x30]), 'UTF-16'],
    ['binary data', Buffer.from('[Looker]\nbase_url=\0\0\0canary'), 'binary'],
    ['JSON', '{ "Looker": { "base_url": "https://canary.example" } }', 'JSON'],
    ['JSON that does not parse', '\ufeff\n{\n  "base_url": "https://canary.example",\n}', 'JSON'],
    ['a JSON array', '[{ "base_url": "https://canary.example" }]', 'JSON'],
    ['a JSON array that does not parse', '[\n  ["canary"],\n]', 'JSON'],
    ['.env', 'LOOKERSDK_BASE_URL=https://canary.example\nLOOKERSDK_CLIENT_ID=canary', '.env'],
    ['.env with another prefix', '# ours\nACME_BASE_URL = "https://canary.example"\n', '.env'],
    ['a shell script', '\nexport base_url=https://canary.example\n', '.env'],
    ['YAML', 'looker:\n  base_url: https://canary.example\n', 'YAML'],
    ['YAML with a marker', '---\nbase_url: https://canary.example\n', 'YAML'],
    ['XML', '<looker>\n<base_url>https://canary.example</base_url></looker>', 'no section'],
    ['any other text', 'canary canary', 'no section'],
  ])('%s', (_, content, name) => {
    const { message, hint } = refusal(content)
    expect(message).toContain(name)
    expect(hint).not.toBe('')
  })

  test('.env lines in a section: the error names the line', () => {
    expect(refusal('[Looker]\nLOOKERSDK_BASE_URL=https://canary.example').message).toMatch(/\.env.*line 2/)
    expect(refusal('[Looker]\nexport BASE_URL=https://canary.example').message).toMatch(/\.env.*line 2/)
    expect(refusal('[Looker]\nLOOKER_BASE_URL=https://canary.example').message).toMatch(/\.env.*line 2/)
  })

  test('a line that is none of looker.ini’s: the error names it, for a damaged section would lose its keys', () => {
    const damaged = `${text}\n(Production]\nclient_secret=canary-secret\n`
    const line = damaged.split('\n').indexOf('(Production]') + 1
    expect(refusal(damaged).message).toMatch(new RegExp(`line ${line}\\.`))
    expect(refusal('[Looker]\nbase_url=https://canary.example\ncanary').message).toMatch(/line 3\./)
    expect(refusal('[Looker] base_url=https://canary.example').message).toMatch(/line 1\./)
  })

  test('lines of a section that is not read, in what form ever, do no harm', () => {
    const others = '[logging]\nformat=\n    %(asctime)s\nlog-level: debug\n'
    expect(settings(`${others}[Looker] ; ours\nbase_url=https://a.example`).baseUrl).toBe('https://a.example')
  })

  test('a key in quotes, or behind characters that nobody sees, is the key', () => {
    expect(settings('[Looker]\n"base_url"=https://a.example').baseUrl).toBe('https://a.example')
    expect(settings('[Looker]\n\u200bbase_url=https://a.example').baseUrl).toBe('https://a.example')
  })

  test('a key of the application’s own that ends in _BASE_URL is none of .env', () => {
    const own = '[Looker]\nbase_url=https://a.example\nSTAGING_BASE_URL=https://b.example'
    expect(settings(own).baseUrl).toBe('https://a.example')
  })

  test('a directory', () => {
    mkdirSync(join(folder, 'directory', 'looker.ini'), { recursive: true })
    const path = join(folder, 'directory', 'looker.ini')
    expect(refusal('', { iniPath: path, baseUrl: 'https://a.example' }).message).toContain('is a directory')
  })

  test('UTF-8 with a byte order mark is a looker.ini', () => {
    expect(settings(`\ufeff${text}`).baseUrl).toBe('https://canary-staging.example')
  })

  test('an empty file, and one of comments, give nothing', () => {
    for (const content of ['', '\n\n', '# nothing\n; nothing', '[Looker]'])
      expect(settings(content, { baseUrl: 'https://a.example' }).baseUrl).toBe('https://a.example')
  })
})
