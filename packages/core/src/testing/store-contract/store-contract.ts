import type { ContractCase } from '../contract.js'
import { type StoreContractOptions, storeCases } from './context.js'
import { raceCases } from './races.js'
import { valueCases } from './values.js'
import { versionCases } from './versions.js'
import { watchCases } from './watch.js'

/** What every TokenStore must do. Cases of `watch` pass at once for a store that has none. */
export function storeContract(options: StoreContractOptions): ContractCase[] {
  const define = storeCases(options)
  return [...valueCases(define), ...versionCases(define), ...raceCases(define), ...watchCases(define)]
}
