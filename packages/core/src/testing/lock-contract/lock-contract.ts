import type { ContractCase } from '../contract.js'
import { boundCases } from './bounds.js'
import { type LockContractOptions, lockCases } from './context.js'
import { exclusionCases } from './exclusion.js'

/** What every Lock must do. */
export function lockContract(options: LockContractOptions): ContractCase[] {
  const define = lockCases(options)
  return [...exclusionCases(define), ...boundCases(define)]
}
