import { describe, expect, it } from 'vitest'
import { places } from '../command-line.js'
import { adminId, canarySecret, otherAdminId, serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()
const secret = { LOOKERSDK_CLIENT_SECRET: canarySecret }

describe('a profile', () => {
  it('names an instance, holds no secret, and is used where nothing else names one', async () => {
    const place = newPlace(secret)
    const added = await place.run([
      'profile',
      'add',
      'local',
      '--base-url',
      looker().url,
      '--client-id',
      adminId,
    ])
    expect(added).toMatchObject({ code: 0, stdout: '' })
    const who = await place.run(['whoami'])
    expect(who.stdout).toBe(`Ada Admin (user 1, ada@emulator.example) on ${looker().url}, by API key\n`)
    expect((await place.run(['profile', 'list'])).stdout).toBe(`* local  ${looker().url}\n`)
    expect(place.files().filter(({ text }) => text.includes(canarySecret))).toEqual([])
  })

  it('that is active gives way to variables and to the options, and one that is named does not', async () => {
    const place = newPlace(looker().env)
    const dead = 'http://127.0.0.1:9'
    await place.run(['profile', 'add', 'dead', '--base-url', dead, '--client-id', 'x', '--secret-stdin'], 'y')
    expect((await place.run(['whoami'])).stdout).toContain(looker().url)
    expect((await place.run(['whoami', '--profile', 'dead'])).stderr).toContain(dead)
    place.env.LOOKER_AUTH_PROFILE = 'dead'
    expect((await place.run(['whoami'])).stderr).toContain(dead)
  })

  it('sends its key to its own instance only', async () => {
    const place = newPlace()
    const add = ['profile', 'add', 'own', '--base-url', 'http://127.0.0.1:9', '--client-id', adminId]
    await place.run([...add, '--secret-stdin'], canarySecret)
    const { requests } = looker().emulator.stats
    const asked = await place.run(['token', '--profile', 'own', '--base-url', looker().url])
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('names another instance')])
    place.env.LOOKER_AUTH_PROFILE = 'own'
    expect((await place.run(['token', '--base-url', looker().url])).code).toBe(3)
    expect(looker().emulator.stats.requests).toBe(requests)
  })

  it('is not used beside a settings file that is asked for', async () => {
    const place = newPlace({ LOOKER_AUTH_PROFILE: 'dead' })
    await place.run(['profile', 'add', 'dead', '--base-url', 'http://127.0.0.1:9'])
    const ini = `[Looker]\nbase_url=${looker().url}\nclient_id=${adminId}\nclient_secret=${canarySecret}\n`
    const file = place.write('other.ini', ini)
    expect((await place.run(['whoami', '--config', file])).stdout).toContain('Ada Admin')
    expect((await place.run(['whoami', '--config', file, '--profile', 'dead'])).code).toBe(2)
  })

  it('takes no secret of the environment that is of another key', async () => {
    const place = newPlace({ LOOKERSDK_CLIENT_ID: adminId, ...secret })
    await place.run(['profile', 'add', 'local', '--base-url', looker().url, '--client-id', otherAdminId])
    const { requests } = looker().emulator.stats
    const ended = await place.run(['token'])
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('was not saved')])
    expect(looker().emulator.stats.requests).toBe(requests)
    expect((await place.run(['token', '--client-id', adminId])).code).toBe(0)
  })

  it('keeps no secret of another key after a login with one', async () => {
    const place = newPlace()
    const add = ['profile', 'add', 'local', '--base-url', looker().url, '--client-id', adminId]
    await place.run([...add, '--secret-stdin'], canarySecret)
    const login = ['login', '--profile', 'local', '--client-id', otherAdminId, '--secret-stdin']
    expect((await place.run(login, canarySecret)).code).toBe(0)
    expect(place.files().filter(({ text }) => text.includes(canarySecret))).toEqual([])
  })

  it('keeps the secret only where that is asked for, for its owner only', async () => {
    const place = newPlace()
    const add = [
      'profile',
      'add',
      'local',
      '--base-url',
      looker().url,
      '--client-id',
      adminId,
      '--secret-stdin',
    ]
    expect((await place.run(add, `${canarySecret}\n`)).code).toBe(0)
    expect((await place.run(['token'])).code).toBe(0)
    const holding = place.files().filter(({ text }) => text.includes(canarySecret))
    expect(holding.map(({ name, mode }) => [name.split('/').at(-1), mode])).toEqual([
      ['profiles.json', 0o600],
    ])
    expect((await place.run(['profile', 'list', '--json'])).stdout).not.toContain(canarySecret)
  })

  it('is listed, chosen and removed by name; an unknown one is refused with the names there are', async () => {
    const place = newPlace(secret)
    for (const name of ['one', 'two']) await place.run(['profile', 'add', name, '--base-url', looker().url])
    expect((await place.run(['profile', 'use', 'two'])).code).toBe(0)
    expect((await place.run(['profile', 'list'])).stdout).toContain('* two')
    const unknown = await place.run(['profile', 'use', 'three'])
    expect([unknown.code, unknown.stderr]).toEqual([3, expect.stringContaining('one, two')])
    expect((await place.run(['profile', 'remove', 'two'])).code).toBe(0)
    expect(JSON.parse((await place.run(['profile', 'list', '--json'])).stdout)).toMatchObject([
      { name: 'one', active: false },
    ])
  })

  it('sends the key of the environment to no other instance than that of the environment', async () => {
    const place = newPlace({ ...looker().env, LOOKERSDK_BASE_URL: 'https://other.example' })
    await place.run(['profile', 'add', 'local', '--base-url', looker().url])
    const ended = await place.run(['token', '--profile', 'local'])
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('was not sent')])
  })
})

describe('the file of profiles', () => {
  const add = (name: string) => ['profile', 'add', name, '--base-url', looker().url]

  it('keeps the changes of processes at the same moment', async () => {
    const place = newPlace()
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    await Promise.all(names.map(name => place.run(add(name))))
    const listed = JSON.parse((await place.run(['profile', 'list', '--json'])).stdout)
    expect(listed.map(({ name }: { name: string }) => name).sort()).toEqual(names)
  })

  it('is never below the working directory', async () => {
    for (const env of [{ HOME: '' }, { XDG_CONFIG_HOME: 'relative' }]) {
      const place = newPlace(env)
      const ended = await place.run(add('a'))
      expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('XDG_CONFIG_HOME')])
      expect(place.files()).toEqual([])
    }
  })

  it('may have a byte order mark and Windows line ends', async () => {
    const place = newPlace()
    await place.run(add('a'))
    const [file] = place.files().filter(({ name }) => name.endsWith('profiles.json'))
    place.write(file?.name ?? '', `\uFEFF${file?.text.replaceAll('\n', '\r\n')}`)
    expect((await place.run(['profile', 'list'])).stdout).toContain(looker().url)
  })

  it('that cannot be written is named', async () => {
    const place = newPlace()
    place.write('.config', '')
    const ended = await place.run(add('a'))
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('cannot be written')])
  })
})

describe('a file of profiles that is damaged', () => {
  it.each(['{', '[]', '{"profiles":{"a":{}}}', '{"profiles":{"a":{"baseUrl":"x","netrc":"yes"}}}'])(
    'is named: %s',
    async text => {
      const place = newPlace()
      await place.run(['profile', 'add', 'one', '--base-url', looker().url])
      const file = place.files().find(({ name }) => name.endsWith('profiles.json'))
      place.write(file?.name ?? '', text)
      const ended = await place.run(['whoami'])
      expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('profiles.json')])
    },
  )
})

describe('login', () => {
  it('without a key asks for one, which takes a terminal', async () => {
    const ended = await newPlace().run(['login', '--base-url', looker().url])
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('no terminal')])
  })

  it('keeps the client_id as a profile, and without --save-secret the token serves until it expires', async () => {
    const place = newPlace()
    const args = ['login', '--base-url', looker().url, '--client-id', adminId, '--secret-stdin']
    const ended = await place.run(args, canarySecret)
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('Signed in as Ada Admin')])
    expect((await place.run(['whoami'])).stdout).toContain('Ada Admin')
    looker().emulator.revoke({ user_id: 1 })
    const later = await place.run(['whoami'])
    expect([later.code, later.stderr]).toEqual([
      3,
      expect.stringContaining('the secret of the API key was not saved'),
    ])
    expect(place.files().filter(({ text }) => text.includes(canarySecret))).toEqual([])
  })

  it('keeps the secret with --save-secret, so that a further login needs none', async () => {
    const place = newPlace()
    const args = [
      'login',
      '--base-url',
      looker().url,
      '--client-id',
      adminId,
      '--secret-stdin',
      '--save-secret',
    ]
    expect((await place.run(args, canarySecret)).code).toBe(0)
    looker().emulator.revoke({ user_id: 1 })
    expect((await place.run(['whoami'])).code).toBe(0)
  })
})

describe('~/.netrc', () => {
  const netrc = () =>
    `machine ${new URL(looker().url).host}\n  login ${adminId}\n  password ${canarySecret}\n`

  it('gives the key of the host with its port', async () => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url })
    place.write('.netrc', netrc())
    expect((await place.run(['whoami', '--netrc'])).stdout).toContain('Ada Admin')
  })

  it.each([
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['lines that are not indented', (text: string) => text.replaceAll('\n  ', '\n')],
    ['several spaces and tabs', (text: string) => text.replaceAll('\n  ', ' \t ')],
    ['comments', (text: string) => `# machine x\r\n${text.replaceAll('\n', ' # machine y login z\r\n')}`],
    [
      'entries before and after',
      (text: string) => `machine a\nlogin b\npassword c\n${text}default login d\n`,
    ],
  ])('may have %s', async (_, change) => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url })
    place.write('.netrc', change(netrc()))
    expect((await place.run(['whoami', '--netrc'])).stdout).toContain('Ada Admin')
  })

  it('is used for the client_id only that is asked for', async () => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url })
    place.write('.netrc', netrc())
    await place.run(['profile', 'add', 'local', '--base-url', looker().url, '--netrc'])
    for (const args of [['--netrc'], ['--profile', 'local']]) {
      expect((await place.run(['whoami', ...args, '--client-id', adminId])).code).toBe(0)
      const other = await place.run(['whoami', ...args, '--client-id', otherAdminId])
      expect([other.code, other.stderr]).toEqual([3, expect.stringContaining('another client_id')])
    }
  })

  it.each([
    ['is missing', undefined, 0o600, 'does not exist'],
    ['has no such host', () => 'default login a password b\n', 0o600, 'has no login and password'],
    ['can be read by others', netrc, 0o644, 'chmod 600'],
  ])('that %s is refused with the next step', async (_, text, mode, shown) => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url })
    const { chmodSync } = await import('node:fs')
    if (text !== undefined) chmodSync(place.write('.netrc', text()), mode)
    const ended = await place.run(['whoami', '--netrc'])
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining(shown)])
  })
})
