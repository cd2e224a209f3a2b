import { type ContractCase, check, equal } from '../contract.js'
import { type StoreCase, sameRecord, sameStored } from './context.js'

const values = [
  '{"v":1,"kind":"token"}',
  'x'.repeat(100_000),
  'Ünï ßø 漢字 🗝️ \u2028 "quoted" \\ back',
  ' two lines\r\nand a tab\t ',
]

const hundredYearsMs = 100 * 365 * 24 * 3_600_000

/** Keys that a careless store takes for one another. */
export const oddKeys = [
  'looker-auth-v1-0a',
  'looker-auth-v1-0A',
  'a',
  'a/b',
  'a\\b',
  'a%2Fb',
  'a:b',
  '../a',
  '..',
  '.',
  ' a',
  'a ',
  'a*',
  '\u00e4',
  'a\u0308',
  '__proto__',
  'constructor',
  'k'.repeat(300),
]

/** What is stored is what was handed over, under its own key, for as long as was asked. */
export function valueCases(define: StoreCase): ContractCase[] {
  return [
    define('a key that nothing was stored under loads as undefined', async ({ store }) => {
      equal(await store.load('nothing'), undefined, 'what is stored under a new key')
    }),
    define('every handle loads what was committed: long, non-ASCII, as it was', async bench => {
      for (const [index, value] of values.entries()) {
        const record = bench.record(value)
        const committed = await bench.store.commit(`key-${index}`, record, undefined)
        sameRecord(committed, record, 'the answer to the commit')
        sameStored(await bench.store.load(`key-${index}`), committed, 'what the same handle loads')
        sameStored(await bench.other.load(`key-${index}`), committed, 'what another handle loads')
      }
    }),
    define('keys are kept apart, however alike they look', async ({ store, other, record }) => {
      for (const key of oddKeys) {
        const own = record(`of ${key}`)
        sameRecord(
          await store.commit(key, own, undefined),
          own,
          `a first commit under ${JSON.stringify(key)}`,
        )
      }
      for (const key of oddKeys) {
        equal((await other.load(key))?.record.value, `of ${key}`, `what is under ${JSON.stringify(key)}`)
      }
    }),
    define(
      'a record is kept until keepUntilMs, however far away that is',
      async ({ store, record, pass }) => {
        const short = record('for ten minutes', 600_000)
        const long = record('for a hundred years', hundredYearsMs)
        await store.commit('short', short, undefined)
        await store.commit('long', long, undefined)
        await pass(200)
        sameRecord(await store.load('short'), short, 'the one with time left')
        sameRecord(await store.load('long'), long, 'the one for a hundred years')
      },
    ),
    define('where a record was forgotten, the next one is stored as a first one', async bench => {
      const { store, other, record, pass } = bench
      const gone = await store.commit('key', record('the same', 100), undefined)
      await pass(1500)
      const left = await other.load('key')
      if (left !== undefined) return sameStored(left, gone, 'a record kept for longer than asked')
      const next = record('the same')
      const again = await other.commit('key', next, undefined)
      sameRecord(again, next, 'the commit that expects nothing')
      check(again.version !== gone.version, 'the version of the forgotten record was used again')
    }),
  ]
}
