// What the session's tests use of core, in one place: everything else here is free of paths into the sources.
export {
  ApiAuthApi,
  type ApplicationSession,
  AuthError,
  type AuthErrorCode,
  type BackendHeaders,
  backendGrant,
  type Clock,
  createSession,
  createTokenEndpoint,
  createUserSession,
  type Fetch,
  finishAuthorization,
  type Lock,
  memoryLock,
  memoryStore,
  oauthGrant,
  type Random,
  readAuthorizationAnswer,
  type Session,
  type SessionEvent,
  type SessionOptions,
  type Stored,
  type StoredRecord,
  startAuthorization,
  type TokenEndpoint,
  type TokenEndpointOptions,
  type TokenStore,
  type UserSessionOptions,
} from '../../src/index.js'
export { deferred } from '../../src/runtime/deferred.js'
export { sha256 } from '../../src/runtime/sha256.js'
export { type ContractCase, check, equal } from '../../src/testing/contract.js'
export { type SimulatedClock, settled, simulatedClock } from '../../src/testing/simulated-clock.js'
export { decodeRecord, encodeRecord } from '../../src/tokens/token-record.js'
