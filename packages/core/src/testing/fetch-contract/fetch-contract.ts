import type { ContractCase } from '../contract.js'
import { abortCases } from './aborts.js'
import { answerCases } from './answers.js'
import { type FetchContractOptions, fetchContext } from './context.js'
import { redirectCases } from './redirects.js'
import { requestCases } from './requests.js'
import { streamCases } from './streams.js'

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
