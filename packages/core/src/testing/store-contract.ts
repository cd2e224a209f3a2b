import type { ContractCase } from './contract.js'
import { type StoreContractOptions, storeCases } from './store-contract-context.js'
import { raceCases } from './store-contract-races.js'
import { valueCases } from './store-contract-values.js'
import { versionCases } from './store-contract-versions.js'
import { watchCases } from './store-contract-watch.js'

/** What every TokenStore must do. Cases of `watch` pass at once for a store that has none. */
export function storeContract(options: StoreContractOptions): ContractCase[] {
  const define = storeCases(options)
  return [...valueCases(define), ...versionCases(define), ...raceCases(define), ...watchCases(define)]
}
