import { describe, expect, it, vi } from 'vitest'
import { boundMs, extent } from '../../../../../vitest.extents.ts'
import { drawsFrom } from './chance.js'
import { live } from './history.js'
import { regressions, seeds } from './regressions.js'
import { shorten } from './shorten.js'
import { type History, historyOf } from './steps.js'

// Web Crypto answers from a pool of threads, in an order that no seed decides.
vi.mock('../../../src/session/digest.js', async original => {
  const { createHash } = await import('node:crypto')
  return {
    ...(await original<object>()),
    sha256: async (text: string) => createHash('sha256').update(text).digest('hex'),
  }
})

const wanted = Number(process.env.LOOKER_AUTH_HISTORIES ?? extent('histories'))
const firstSeed = Number(
  process.env.LOOKER_AUTH_SEED ??
    (process.env.LOOKER_AUTH_TESTS === 'long' ? 1 + Math.floor(Math.random() * 2 ** 30) : 1),
)

const fails = async (history: History): Promise<boolean> => (await live(history)).violations.length > 0

async function check(name: string, history: History): Promise<number> {
  const { violations, logins } = await live(history)
  if (violations.length === 0) return logins
  const shortest = await shorten(history, fails)
  const last = await live(shortest)
  throw new Error(`${name}: ${last.violations.join('; ')}\n${JSON.stringify(shortest)}`)
}

describe('what is promised holds through any history', () => {
  for (const { name, ...history } of regressions) it(`again: ${name}`, () => check(name, history))

  it('of the seeds that failed once', async () => {
    for (const seed of seeds) await check(`seed ${seed}`, historyOf(seed, drawsFrom(seed)))
  })

  it(
    `of ${wanted} seeds from ${firstSeed} on`,
    async () => {
      let logins = 0
      for (let seed = firstSeed; seed < firstSeed + wanted; seed++)
        logins += await check(`seed ${seed}`, historyOf(seed, drawsFrom(seed)))
      expect(logins).toBeGreaterThan(wanted)
    },
    boundMs(60_000 + wanted * 100),
  )
})
