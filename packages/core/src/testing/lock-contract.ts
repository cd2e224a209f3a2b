import type { ContractCase } from './contract.js'
import { boundCases } from './lock-contract-bounds.js'
import { type LockContractOptions, lockCases } from './lock-contract-context.js'
import { exclusionCases } from './lock-contract-exclusion.js'

/** What every Lock must do. */
export function lockContract(options: LockContractOptions): ContractCase[] {
  const define = lockCases(options)
  return [...exclusionCases(define), ...boundCases(define)]
}
