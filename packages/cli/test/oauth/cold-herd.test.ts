import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { places } from '../command-line.js'
import { serveOauthLooker } from './oauth-looker.js'
import { signIn } from './sign-in.js'

const looker = serveOauthLooker()
const newPlace = places()

describe('a refresh token', () => {
  it('is used once by processes that renew at the same moment', async () => {
    const { emulator } = looker()
    const { faults } = emulator
    onTestFinished(() => faults.clear())
    faults.add({ match: { path: '/api/token' }, times: 'always', merge: { expires_in: 1 } })
    const place = newPlace()
    expect((await signIn(place, looker())).code).toBe(0)
    faults.clear()
    const isExpired = async (): Promise<boolean> => {
      const [status] = JSON.parse((await place.run(['status', '--json'])).stdout)
      return Date.parse(status.expires_at) < Date.now()
    }
    await vi.waitUntil(isExpired, { timeout: boundMs(30_000) })
    const before = emulator.requests.length
    const ended = await Promise.all(Array.from({ length: extent('herd') }, () => place.run(['token'])))
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(ended.map(() => [0, '']))
    expect(new Set(ended.map(({ stdout }) => stdout)).size).toBe(1)
    const renewals = emulator.requests.slice(before).filter(({ path }) => path === '/api/token')
    expect(renewals).toEqual([expect.objectContaining({ status: 200 })])
  })
})
