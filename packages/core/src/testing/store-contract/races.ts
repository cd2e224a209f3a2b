import type { Stored, TokenStore } from '../../stores/token-store.js'
import { type ContractCase, equal } from '../contract.js'
import { type StoreBench, type StoreCase, sameStored } from './context.js'

const racers = 20

/** Commits at the same moment. */
export function raceCases(define: StoreCase): ContractCase[] {
  return [
    define('of 20 first commits at once, one wins, and all are told it', async bench => {
      await race(bench, undefined)
    }),
    define('of 20 commits at once over one version, one wins, and all are told it', async bench => {
      const { version } = await bench.store.commit('key', bench.record('before'), undefined)
      await race(bench, version)
    }),
    define('of 20 who each add one, none is lost', async ({ store, other, record }) => {
      // The racer's name is in the value, for two may come to the same sum.
      const addOne = async (handle: TokenStore, racer: number): Promise<void> => {
        for (;;) {
          const seen = await handle.load('key')
          const next = record(`${sumIn(seen) + 1} by ${racer}`)
          const now = await handle.commit('key', next, seen?.version)
          if (now.record.value === next.value) return
        }
      }
      await Promise.all(handles(store, other).map(addOne))
      equal(sumIn(await store.load('key')), racers, 'the sum')
    }),
    define('commits at once under 20 keys do not meet', async ({ store, other, record }) => {
      const committed = await Promise.all(
        handles(store, other).map((handle, index) =>
          handle.commit(`key-${index}`, record(`${index}`), undefined),
        ),
      )
      for (const [index, stored] of committed.entries()) {
        equal(stored.record.value, `${index}`, `the answer under key-${index}`)
        sameStored(await store.load(`key-${index}`), stored, `what is under key-${index}`)
      }
    }),
  ]
}

async function race({ store, other, record }: StoreBench, version: string | undefined): Promise<void> {
  const answers = await Promise.all(
    handles(store, other).map((handle, index) => handle.commit('key', record(`racer ${index}`), version)),
  )
  const winners = answers.filter(({ record: { value } }, index) => value === `racer ${index}`)
  equal(winners.length, 1, 'winners')
  for (const answer of answers) equal(answer.record.value, winners[0]?.record.value, 'the winner as told')
  for (const answer of answers) equal(answer.version, winners[0]?.version, "the winner's version as told")
  equal((await other.load('key'))?.version, winners[0]?.version, 'the version that is stored')
}

function handles(store: TokenStore, other: TokenStore): TokenStore[] {
  return Array.from({ length: racers }, (_, index) => (index % 2 === 0 ? store : other))
}

function sumIn(stored: Stored | undefined): number {
  return Number.parseInt(stored?.record.value ?? '0', 10)
}
