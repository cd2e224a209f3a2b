import { describe, expect, it, vi } from 'vitest'
import { boundMs } from '../../../../vitest.extents.ts'
import { places } from '../command-line.js'
import { serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()

describe.each([
  ['Ctrl-C', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
  ['The end of the terminal', 'SIGHUP', 129],
] as const)('%s in the middle of a sign-in', (_, signal, code) => {
  it(`ends the command with ${code}, and the next one signs in`, async () => {
    const place = newPlace(looker().env)
    const { faults, stats } = looker().emulator
    const { requests } = stats
    faults.add({ match: { path: '/api/4.0/login' }, delayMs: 600_000 })
    const { child, ended } = place.start(['token'])
    await vi.waitUntil(() => looker().emulator.stats.requests > requests, { timeout: boundMs(30_000) })
    child.kill(signal)
    expect(await ended).toMatchObject({ code, stdout: '' })
    expect((await place.run(['token'])).code).toBe(0)
    expect(place.files().filter(({ name }) => /tmp|temp/.test(name))).toEqual([])
  })
})

describe('Ctrl-C while stdin is read', () => {
  it.each([
    [['fetch', '/user', '-d', '@-']],
    [['login', '--base-url', 'http://127.0.0.1:9', '--client-id', 'x', '--secret-stdin']],
  ])('ends the command: %j', async args => {
    const place = newPlace(looker().env)
    const { child, ended } = place.startOpen(['--verbose', ...args])
    // The command waits for its input: nothing shows that, but that it goes on.
    await new Promise(resolve => setTimeout(resolve, boundMs(1500)))
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130 })
  })
})
