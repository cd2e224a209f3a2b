import { serve } from '../harness/contenders'
import { senders } from './senders'

const [kind = '', baseUrl = ''] = process.argv.slice(2)
const send = senders[kind]?.(baseUrl)
if (send === undefined) throw new Error(`There is no ${kind}.`)

/** Microseconds a request one after the other, by the clock and of the processor; how many a second go side by side. */
serve(async ({ requests, concurrency }: { readonly requests: number; readonly concurrency: number }) => {
  // Connections that were closed while the others had their turn are opened again before time counts.
  await sideBySide(concurrency * 4, concurrency)
  await sideBySide(50, 1)
  const cpuBefore = process.cpuUsage()
  const sequentialMs = await sideBySide(requests, 1)
  const { user, system } = process.cpuUsage(cpuBefore)
  const concurrentMs = await sideBySide(requests * 2, concurrency)
  return {
    sequentialUs: (sequentialMs * 1000) / requests,
    cpuUs: (user + system) / requests,
    perSecond: (requests * 2 * 1000) / concurrentMs,
  }
})

async function sideBySide(requests: number, lanes: number): Promise<number> {
  let left = requests
  const lane = async (): Promise<void> => {
    while (left-- > 0) await send?.()
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: lanes }, lane))
  return performance.now() - start
}
