// The browser runs this file; the test calls `runContracts` in the page.
import type { ContractCase } from '@looker-auth/core/testing'
import { contractsSuite, type Servers } from './contracts-suite'

/** By topic and name of the case: what went wrong in it. */
export type Results = Record<string, Record<string, { readonly error?: string }>>

declare global {
  var runContracts: (servers: Servers, withSession: boolean) => Promise<Results>
}

// Simulated clocks wait for turns of the event loop. A browser delays a timer that was set by a timer by 4 ms, but not one that was set
// by a message.
Object.defineProperty(globalThis, 'setImmediate', {
  value: (callback: () => void) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      setTimeout(callback, 0)
    }
    port2.postMessage(undefined)
  },
})

globalThis.runContracts = async (servers, withSession) =>
  Object.fromEntries(await Promise.all(Object.entries(contractsSuite(servers, withSession)).map(runTopic)))

async function runTopic([topic, cases]: [string, ContractCase[]]): Promise<[string, Results[string]]> {
  const results: Results[string] = {}
  for (const { name, run } of cases) {
    try {
      await ended(run())
      results[name] = {}
    } catch (error) {
      results[name] = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    }
  }
  return [topic, results]
}

/** A case that hangs fails by its name, and does not take the others along. */
function ended(work: Promise<void> | void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('It did not end within 5 minutes.')), 300_000)
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}
