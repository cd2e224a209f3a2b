import { type ContractCase, check, equal } from '../contract.js'
import { type StoreCase, sameRecord, sameStored } from './context.js'

/** A commit stores only over the version that it expects. */
export function versionCases(define: StoreCase): ContractCase[] {
  return [
    define(
      'a commit that expects nothing is refused where something is stored, and told what',
      async bench => {
        const first = await bench.store.commit('key', bench.record('first'), undefined)
        const answer = await bench.other.commit('key', bench.record('second'), undefined)
        sameStored(answer, first, 'the answer')
        sameStored(await bench.store.load('key'), first, 'what is stored')
      },
    ),
    define('a commit over the right version takes its place', async ({ store, other, record }) => {
      const first = await store.commit('key', record('first'), undefined)
      const next = record('second', 7_200_000)
      const second = await other.commit('key', next, first.version)
      sameRecord(second, next, 'the answer')
      check(second.version !== first.version, 'the new record has the version of the old one')
      sameStored(await store.load('key'), second, 'what is stored')
    }),
    define('a commit over another version is refused, and told what is stored now', async bench => {
      const { store, other, record } = bench
      const first = await store.commit('key', record('first'), undefined)
      const second = await store.commit('key', record('second'), first.version)
      for (const version of [first.version, 'made-up', '', `${second.version} `]) {
        sameStored(await other.commit('key', record('late'), version), second, `over ${version}`)
      }
      sameStored(await store.load('key'), second, 'what is stored')
    }),
    define('the same value stored again has another version, so that nobody mistakes it', async bench => {
      const { store, other, record } = bench
      const same = record('same')
      const versions: string[] = []
      for (let turn = 0; turn < 10; turn++) {
        const next = turn % 2 === 0 ? same : record('other')
        versions.push((await store.commit('key', next, versions.at(-1))).version)
      }
      equal(new Set(versions).size, versions.length, 'different versions')
      const late = await other.commit('key', record('late'), versions[0])
      equal(late.version, versions.at(-1), 'the version that stands after a commit over the first one')
    }),
    define('a commit over a version that is gone is stored, for absence means nothing', async bench => {
      const next = bench.record('next')
      const stored = await bench.store.commit('key', next, 'of a record that the store lost')
      sameRecord(stored, next, 'the answer')
      sameStored(await bench.other.load('key'), stored, 'what is stored')
    }),
    define('the version of a forgotten record is of no use against the record after it', async bench => {
      const { store, other, record, pass } = bench
      const gone = await store.commit('key', record('the same', 100), undefined)
      await pass(1500)
      if ((await store.load('key')) !== undefined) return
      const stands = await other.commit('key', record('the same'), undefined)
      sameStored(await store.commit('key', record('late'), gone.version), stands, 'the answer')
    }),
  ]
}
