// The browser runs this file; the test calls `runContracts` in the page.
import type { ContractCase } from '@looker-auth/core/testing'
import { contractsSuite, type Servers } from './contracts-suite'

/** By topic and name of the case: what went wrong in it. */
export type Results = Record<string, Record<string, { readonly error?: string }>>

declare global {
  var runContracts: (servers: Servers) => Promise<Results>
}

// The session's scenes wait for what the page computes, which other topics must not hold up.
globalThis.runContracts = async servers => {
  const topics = Object.entries(contractsSuite(servers))
  const isSession = ([topic]: (typeof topics)[number]): boolean => topic.startsWith('the session')
  const results = await Promise.all(topics.filter(entry => !isSession(entry)).map(runTopic))
  for (const entry of topics.filter(isSession)) results.push(await runTopic(entry))
  return Object.fromEntries(results)
}

async function runTopic([topic, cases]: [string, ContractCase[]]): Promise<[string, Results[string]]> {
  const results: Results[string] = {}
  for (const { name, run } of cases) {
    try {
      await run()
      results[name] = {}
    } catch (error) {
      results[name] = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    }
  }
  return [topic, results]
}
