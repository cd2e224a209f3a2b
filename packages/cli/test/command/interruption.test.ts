import { describe, expect, it, vi } from 'vitest'
import { boundMs } from '../../../../vitest.extents.ts'
import { places } from '../command-line.js'
import { serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()

describe.each([
  ['Ctrl-C', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
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
