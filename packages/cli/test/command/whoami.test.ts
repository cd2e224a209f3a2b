import { describe, expect, it } from 'vitest'
import { places } from '../command-line.js'
import { serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()

describe.each(['whoami', 'login'])('looker-auth %s', command => {
  it.each([
    ['is told to wait', { status: 429 }, 5, 'rate_limited'],
    ['gets a fault of the server', { status: 503 }, 5, 'unavailable'],
    ['gets no answer', { drop: true }, 5, 'network'],
    ['gets a page instead of JSON', { status: 200, body: '<html></html>' }, 1, 'malformed_response'],
    ['is refused', { status: 403 }, 4, 'request_refused'],
  ] as const)('that %s exits with the code of that cause', async (_, fault, code, shown) => {
    const place = newPlace(looker().env)
    looker().emulator.faults.add({ match: { path: '/api/4.0/user' }, ...fault })
    const ended = await place.run([command])
    looker().emulator.faults.clear()
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(`(${shown}`)])
  })

  it('writes no control characters of a name to the terminal', async () => {
    const place = newPlace(looker().env)
    const body = JSON.stringify({ id: '1', display_name: 'A\u001b[31mB\nC' })
    const headers = { 'content-type': 'application/json' }
    looker().emulator.faults.add({ match: { path: '/api/4.0/user' }, status: 200, body, headers })
    const { stdout, stderr } = await place.run([command])
    expect(stdout + stderr).toContain('A[31mBC (user 1)')
  })
})
