import { realpathSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Place, places } from '../command-line.js'
import { signed } from '../doctor/servers.js'
import { adminId, canarySecret, otherAdminId, serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()
const textOfProfiles = (place: Place) =>
  place.files().find(({ name }) => name.endsWith('profiles.json'))?.text ?? ''
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
    Object.assign(place.env, { LOOKER_AUTH_PROFILE: '', LOOKERSDK_BASE_URL: ' ' })
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

describe('profile add', () => {
  it('takes what the options lack from the settings, and no secret', async () => {
    const place = newPlace({ ...looker().env, LOOKERSDK_API_VERSION: '4.0' })
    place.env.LOOKERSDK_CA = place.write('ca.pem', (await signed()).authority)
    await place.run(['profile', 'add', 'one'])
    const { profiles } = JSON.parse(textOfProfiles(place))
    expect(profiles.one).toEqual({
      baseUrl: looker().url,
      clientId: adminId,
      apiVersion: '4.0',
      ca: expect.stringContaining('BEGIN CERTIFICATE'),
    })
  })

  it('keeps the absolute path of the certificate authorities, and their text as it is', async () => {
    const place = newPlace(looker().env)
    const { authority } = await signed()
    const file = realpathSync(place.write('ca.pem', authority))
    for (const [name, ca] of Object.entries({
      one: 'ca.pem',
      two: './ca.pem',
      three: '~/ca.pem',
      four: authority,
    }))
      expect((await place.run(['profile', 'add', name, '--ca', ca])).code).toBe(0)
    const { profiles } = JSON.parse(textOfProfiles(place)) as { profiles: Record<string, { ca: string }> }
    expect(Object.values(profiles).map(({ ca }) => ca)).toEqual([file, file, '~/ca.pem', authority])
  })

  it('takes neither defaults, nor the client_id of another instance, nor one beside --netrc', async () => {
    const place = newPlace(looker().env)
    const other = 'https://other.example'
    await place.run(['profile', 'add', 'one', '--base-url', other])
    await place.run(['profile', 'add', 'two', '--netrc'])
    expect(JSON.parse(textOfProfiles(place)).profiles).toEqual({
      one: { baseUrl: other },
      two: { baseUrl: looker().url, netrc: true },
    })
  })

  it('keeps a secret for the client_id of the settings', async () => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url, LOOKERSDK_CLIENT_ID: adminId })
    expect((await place.run(['profile', 'add', 'one', '--secret-stdin'], canarySecret)).code).toBe(0)
    expect((await place.run(['whoami', '--profile', 'one'])).stdout).toContain('Ada Admin')
  })

  it.each([
    ['--netrc with a secret', ['--netrc', '--secret-stdin']],
    ['--profile', ['--profile', 'other']],
  ])('refuses %s', async (_, options) => {
    const { code } = await newPlace(looker().env).run(['profile', 'add', 'one', ...options], canarySecret)
    expect(code).toBe(2)
  })

  it('says whether it added or replaced the profile', async () => {
    const place = newPlace(looker().env)
    expect((await place.run(['profile', 'add', 'one'])).stderr).toMatch(/^Added the profile one/)
    expect((await place.run(['profile', 'add', 'one'])).stderr).toMatch(/^Replaced the profile one/)
  })
})

describe('profile remove', () => {
  it('says that no profile is active any more, and how to choose one', async () => {
    const place = newPlace()
    for (const name of ['one', 'two']) await place.run(['profile', 'add', name, '--base-url', looker().url])
    expect((await place.run(['profile', 'remove', 'one'])).stderr).toContain(
      'No profile is active now. Choose one: looker-auth profile use NAME (two).',
    )
    expect((await place.run(['profile', 'remove', 'two'])).stderr).not.toContain('active')
    await place.run(['profile', 'add', 'one', '--base-url', looker().url])
    expect((await place.run(['profile', 'remove', 'one'])).stderr).toContain('No profile is left')
  })
})
