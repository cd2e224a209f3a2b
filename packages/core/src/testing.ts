export { type ClockContractOptions, clockContract } from './testing/clock-contract.js'
export type { ContractCase } from './testing/contract.js'
export type { FetchCapability, FetchContractOptions } from './testing/fetch-contract/context.js'
export { fetchContract } from './testing/fetch-contract/fetch-contract.js'
export { type FetchContractHandler, fetchContractHandler } from './testing/fetch-contract/server.js'
export type { LockContractOptions, LockUnderTest } from './testing/lock-contract/context.js'
export { lockContract } from './testing/lock-contract/lock-contract.js'
export { randomContract } from './testing/random-contract.js'
export {
  jsonAnswer,
  type ScriptedAnswer,
  type ScriptedFetch,
  type SeenRequest,
  scriptedFetch,
} from './testing/scripted-fetch.js'
export { type SimulatedClock, settled, simulatedClock } from './testing/simulated-clock.js'
export type { StoreContractOptions, StoreUnderTest } from './testing/store-contract/context.js'
export { storeContract } from './testing/store-contract/store-contract.js'
