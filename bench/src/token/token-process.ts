import { serve } from '../harness/contenders'
import type { Held, Hold } from './held'
import { shuffled } from './shuffled'

// Each loads its own library only.
const holders: Readonly<Record<string, () => Promise<{ readonly hold: Hold }>>> = {
  functions: () => import('./holders/functions'),
  sessions: () => import('./holders/sessions'),
  group: () => import('./holders/group'),
  smithy: () => import('./holders/smithy'),
  google: () => import('./holders/google'),
  azure: () => import('./holders/azure'),
  sdk: () => import('./holders/sdk'),
}

const [kind = '', countText = '1', mode = 'one'] = process.argv.slice(2)
const count = Number(countText)
const holder = await holders[kind]?.()
if (holder === undefined) throw new Error(`There is no ${kind}.`)
const { hold } = holder

// What is loaded and compiled once must not count as an identity's.
await hold(10)
const before = await heapBytes()
const held = await hold(count)
const bytesEach = ((await heapBytes()) - before) / count
const measure = mode === 'one' ? callsOfOne(held) : callsOfAll(held, shuffled(count))

serve(async ({ calls }: { readonly calls: number }) => ({ nsPerCall: await measure(calls), bytesEach }))

function callsOfOne({ one }: Held): (calls: number) => Promise<number> {
  return async calls => {
    const start = performance.now()
    for (let call = 0; call < calls; call++) await one()
    return ((performance.now() - start) * 1e6) / calls
  }
}

/** In an order that is the same for all, and that no cache can foresee. */
function callsOfAll({ at }: Held, order: Int32Array): (calls: number) => Promise<number> {
  let next = 0
  return async calls => {
    const start = performance.now()
    for (let call = 0; call < calls; call++) {
      await at(order[next] as number)
      next = next + 1 === count ? 0 : next + 1
    }
    return ((performance.now() - start) * 1e6) / calls
  }
}

async function heapBytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await new Promise(resolve => setImmediate(resolve))
    globalThis.gc?.()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
