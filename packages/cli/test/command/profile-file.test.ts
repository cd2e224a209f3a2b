import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { places } from '../command-line.js'
import { adminId, canarySecret, serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()

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

describe.skipIf(process.platform === 'win32')('a file of profiles that other users can read', () => {
  it('is refused where it holds a secret, with the next step', async () => {
    const place = newPlace()
    const add = ['profile', 'add', 'one', '--base-url', looker().url]
    const mode = 0o640
    await place.run(add)
    const name = place.files().find(one => one.name.endsWith('profiles.json'))?.name ?? ''
    chmodSync(join(place.home, name), mode)
    expect((await place.run(['profile', 'list'])).code).toBe(0)
    await place.run([...add, '--client-id', adminId, '--secret-stdin'], canarySecret)
    chmodSync(join(place.home, name), mode)
    const ended = await place.run(['token'])
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('chmod 600')])
  })
})

describe('a file of profiles that was written by hand', () => {
  async function placeWith(text: string) {
    const place = newPlace()
    await place.run(['profile', 'add', 'one', '--base-url', looker().url])
    const file = place.files().find(({ name }) => name.endsWith('profiles.json'))
    place.write(file?.name ?? '', text)
    return place
  }
  const withFields = (fields: object) => JSON.stringify({ active: 'a', profiles: { a: fields } })

  it.each(['{', '[]', '{"profiles":[]}'])('is named where it is damaged: %s', async text => {
    const ended = await (await placeWith(text)).run(['whoami'])
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('profiles.json')])
  })

  it.each([
    [{}, 'without baseUrl'],
    [{ baseUrl: 'https://x', netrc: 'yes' }, 'whose netrc is no boolean'],
    [{ baseUrl: 'https://x', oauth: null }, 'whose oauth is no object'],
    [{ baseUrl: 'https://x', oauth: [] }, 'whose oauth is no object'],
    [{ baseUrl: 'https://x', oauth: {} }, 'whose oauth has no clientId'],
    [{ baseUrl: 'https://x', oauth: { clientId: 1 } }, 'whose clientId is no string'],
    [{ baseUrl: 'https://x', ca: null }, 'whose ca is no string'],
    [{ baseUrl: 'https://x', base_url: 'https://x' }, 'with a field "base_url" that is not known'],
  ])('is named with the profile where that has a fault: %j', async (fields, fault) => {
    const ended = await (await placeWith(withFields(fields))).run(['whoami'])
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('profiles.json')])
    expect(ended.stderr).toContain(`has a profile "a" ${fault}.`)
    expect(ended.stderr).toContain('(configuration)')
  })

  it('may write an address in another form, as with a slash at its end', async () => {
    const key = { clientId: adminId, clientSecret: canarySecret }
    for (const baseUrl of [`${looker().url}/`, looker().url.replace('http', 'HTTP')]) {
      const place = await placeWith(withFields({ baseUrl, ...key }))
      expect((await place.run(['whoami', '--profile', 'a', '--base-url', looker().url])).code).toBe(0)
      expect((await place.run(['whoami', '--base-url', looker().url])).stdout).toContain('Ada Admin')
    }
  })
})
