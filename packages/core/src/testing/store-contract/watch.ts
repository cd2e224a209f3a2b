import { type ContractCase, check, equal } from '../contract.js'
import type { StoreBench, StoreCase } from './context.js'

/** For stores that can watch. */
export function watchCases(define: StoreCase): ContractCase[] {
  return [
    define('a watcher is told soon when another handle changes the record', async bench => {
      const { store, other, record } = bench
      if (store.watch === undefined) return
      const first = await other.commit('key', record('first'), undefined)
      let calls = 0
      const unwatch = store.watch('key', () => {
        calls++
      })
      try {
        await bench.pass(200)
        const before = calls
        await other.commit('key', record('second'), first.version)
        await soon(bench, () => calls > before, 'the watcher was not told within 30 s')
        equal((await store.load('key'))?.record.value, 'second', 'what a watcher that was told loads')
      } finally {
        unwatch()
      }
    }),
    define('each watcher of a key is told, until it ends its watch, which it may do twice', async bench => {
      const { store, other, record } = bench
      if (store.watch === undefined) return
      const calls = [0, 0]
      const unwatch = calls.map((_, index) =>
        store.watch?.('key', () => {
          calls[index] = (calls[index] ?? 0) + 1
        }),
      )
      try {
        await bench.pass(200)
        const first = await other.commit('key', record('first'), undefined)
        await soon(bench, () => calls.every(count => count > 0), 'not every watcher was told within 30 s')
        unwatch[0]?.()
        unwatch[0]?.()
        await bench.pass(200)
        const [ended, before = 0] = calls
        await other.commit('key', record('second'), first.version)
        await soon(bench, () => (calls[1] ?? 0) > before, 'the other watcher was not told within 30 s')
        equal(calls[0], ended, 'calls of the watcher that ended')
      } finally {
        for (const end of unwatch) end?.()
      }
    }),
  ]
}

async function soon({ pass }: StoreBench, holds: () => boolean, otherwise: string): Promise<void> {
  for (let turn = 0; turn < 3000 && !holds(); turn++) await pass(10)
  check(holds(), otherwise)
}
