import { describe, expect, it } from 'vitest'
import { places } from '../command-line.js'
import { adminId, canarySecret, serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()

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
