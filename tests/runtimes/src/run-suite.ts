import { suite } from './suite'

/** The name of each case, and what went wrong in it. */
export type Results = Record<string, { readonly error?: string }>

/** Runs every case, one after the other. */
export async function runSuite(emulatorUrl: string): Promise<Results> {
  const results: Results = {}
  for (const { name, run } of suite(emulatorUrl)) {
    try {
      await run()
      results[name] = {}
    } catch (error) {
      results[name] = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    }
  }
  return results
}
