// The browser runs this file; the test calls `runContracts` in the page.
import { contractsSuite, type Servers } from './contracts-suite'

/** By topic and name of the case: what went wrong in it. */
export type Results = Record<string, Record<string, { readonly error?: string }>>

declare global {
  var runContracts: (servers: Servers) => Promise<Results>
}

globalThis.runContracts = async servers => {
  const topics = Object.entries(contractsSuite(servers)).map(async ([topic, cases]) => {
    const results: Results[string] = {}
    for (const { name, run } of cases) {
      try {
        await run()
        results[name] = {}
      } catch (error) {
        results[name] = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
      }
    }
    return [topic, results] as const
  })
  return Object.fromEntries(await Promise.all(topics))
}
