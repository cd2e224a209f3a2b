import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { boundMs } from '../../../../vitest.extents.ts'
import { places } from '../command-line.js'
import { adminId, canarySecret, serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()

describe('a secret', () => {
  // @promise no-secret-in-objects
  it('shows neither in the trace of --verbose nor in an error', async () => {
    const place = newPlace(looker().env)
    const token = (await place.run(['token', '--verbose'])).stdout.trim()
    const shown: string[] = []
    for (const args of [
      ['whoami'],
      ['whoami', '--as', '789'],
      ['fetch', '/user?email=canarymail'],
      ['status'],
      ['logout'],
    ]) {
      const { stdout, stderr } = await place.run([...args, '--verbose'])
      shown.push(stdout, stderr)
    }
    const wrong = newPlace({ ...looker().env, LOOKERSDK_CLIENT_ID: 'canarykeyofnobody001' })
    shown.push(
      (await wrong.run(['token', '--verbose'])).stderr,
      (await wrong.run(['token', '--json'])).stderr,
    )
    const all = shown.join('\n')
    expect(all).toContain('POST ')
    expect(all).toContain('/user?email=...')
    for (const secret of [canarySecret, token, 'canarymail']) expect(all).not.toContain(secret)
  })

  it.each(['--client_secret=', '--client-secrets=', '-p'])(
    'is not shown where %s is no option',
    async option => {
      const { code, stderr } = await newPlace().run(['token', `${option}${canarySecret}`])
      expect([code, stderr]).toEqual([2, expect.not.stringContaining(canarySecret)])
    },
  )

  it('is in no argument of a process that runs, and in no environment that it adds', async () => {
    const place = newPlace()
    const { faults } = looker().emulator
    faults.add({ match: { path: '/api/4.0/login' }, delayMs: 500 })
    const args = [
      'login',
      '--base-url',
      looker().url,
      '--client-id',
      adminId,
      '--secret-stdin',
      '--save-secret',
    ]
    const { child, ended } = place.start(args, canarySecret)
    const readOf = (name: string) => readFileSync(`/proc/${child.pid}/${name}`, 'utf8')
    await vi.waitUntil(() => readOf('cmdline').includes('--save-secret'), { timeout: boundMs(10_000) })
    expect(readOf('cmdline') + readOf('environ')).not.toContain(canarySecret)
    expect((await ended).code).toBe(0)
  })

  it.each(['--client-secret', '--secret', '--password', '--token', '--access-token'])(
    'as the argument %s is refused with better ways, and not shown again',
    async option => {
      for (const args of [[option, canarySecret], [`${option}=${canarySecret}`]]) {
        const { stdout, stderr, code } = await newPlace(looker().env).run(['token', ...args])
        expect([stdout, code]).toEqual(['', 2])
        expect(stderr).toMatch(/LOOKERSDK_CLIENT_SECRET.*\.netrc.*looker-auth login/s)
        expect(stderr).not.toContain(canarySecret)
      }
    },
  )
})
