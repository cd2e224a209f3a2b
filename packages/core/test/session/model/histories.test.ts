import { describe, expect, it, vi } from 'vitest'
import { boundMs, extent, numberFrom } from '../../../../../vitest.extents.ts'
import { drawsFrom } from './chance.js'
import { type Lived, live } from './history.js'
import { regressions, seeds } from './regressions.js'
import { shorten } from './shorten.js'
import { type History, historyOf } from './steps.js'
import { weave } from './weave.js'

// Web Crypto answers from a pool of threads, in an order that no seed decides.
vi.mock('../../../src/runtime/sha256.js', async original => {
  const { createHash } = await import('node:crypto')
  return {
    ...(await original<object>()),
    sha256: async (text: string) => createHash('sha256').update(text).digest('hex'),
  }
})

const wanted = numberFrom('LOOKER_AUTH_HISTORIES', extent('histories'))
const isLong = process.env.LOOKER_AUTH_TESTS === 'long'
const firstSeed = numberFrom('LOOKER_AUTH_SEED', isLong ? 1 + Math.floor(Math.random() * 2 ** 30) : 1)

/** Those that are woven have draws of their own: the rest of the history stays what its seed stands for. */
const wovenFrom = (seed: number): History => {
  const weft = { closes: true, evictions: true, people: ['oauth', 'backend'] } as const
  return weave(historyOf(seed, drawsFrom(seed)), weft, drawsFrom(seed + 2 ** 31))
}

/** All that is wrong after a history. */
function faultsOf({ violations, leaks }: Lived): readonly string[] {
  return [...violations, ...leaks.map(({ what }) => what)]
}

const fails = async (history: History): Promise<boolean> => faultsOf(await live(history)).length > 0

async function check(name: string, history: History): Promise<number> {
  const lived = await live(history)
  if (faultsOf(lived).length === 0) return lived.logins
  const shortest = await shorten(history, fails)
  throw new Error(`${name}: ${faultsOf(await live(shortest)).join('; ')}\n${JSON.stringify(shortest)}`)
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
        logins += await check(`seed ${seed}`, wovenFrom(seed))
      expect(logins).toBeGreaterThan(wanted)
    },
    boundMs(60_000 + wanted * 100),
  )
})
