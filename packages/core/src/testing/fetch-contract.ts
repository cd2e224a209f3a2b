import type { ContractCase } from './contract.js'
import { abortCases } from './fetch-contract-aborts.js'
import { answerCases } from './fetch-contract-answers.js'
import { type FetchContractOptions, fetchContext } from './fetch-contract-context.js'
import { redirectCases } from './fetch-contract-redirects.js'
import { requestCases } from './fetch-contract-requests.js'
import { streamCases } from './fetch-contract-streams.js'

/**
 * What is relied on in a Fetch: every case rejects where it does not behave as the web's `fetch`. Serve
 * `fetchContractHandler()` on two ports, and run the cases in any test framework.
 *
 * @example
 * ```ts
 * for (const { name, run } of fetchContract({ fetch, origin, otherOrigin })) test(name, run)
 * ```
 */
export function fetchContract(options: FetchContractOptions): ContractCase[] {
  const context = fetchContext(options)
  const cases = [
    ...requestCases(context),
    ...answerCases(context),
    ...streamCases(context),
    ...redirectCases(context),
    ...abortCases(context),
  ]
  const { skip = [] } = options
  return cases
    .filter(({ needs }) => needs === undefined || !skip.includes(needs))
    .map(({ name, run }) => ({ name, run }))
}
