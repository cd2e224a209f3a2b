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
