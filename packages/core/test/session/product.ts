// What the session's tests use of core, in one place: everything else here is free of paths into the sources.
export {
  AuthError,
  type AuthErrorCode,
  type Clock,
  createSession,
  type Fetch,
  type Lock,
  memoryLock,
  type Random,
  type Session,
  type SessionEvent,
  type SessionOptions,
  type Stored,
  type StoredRecord,
  type TokenStore,
} from '../../src/index.js'
export { decodeRecord, encodeRecord } from '../../src/session/record.js'
export { type ContractCase, check, equal } from '../../src/testing/contract.js'
export { type SimulatedClock, settled, simulatedClock } from '../../src/testing/simulated-clock.js'
