// What the session's tests use of core, in one place: everything else here is free of paths into the sources.
import {
  type SessionOptions as CoreSessionOptions,
  type UserSessionOptions as CoreUserSessionOptions,
  createSession as createCoreSession,
  createUserSession as createCoreUserSession,
  memoryStore,
  type Session,
  type ShareTokensOptions,
  shareTokens,
} from '../../src/index.js'

/** What is shared, given directly. */
export type SharingOptions = {
  readonly [Name in keyof ShareTokensOptions]?: ShareTokensOptions[Name] | undefined
}
export type SessionOptions = CoreSessionOptions & SharingOptions
export type UserSessionOptions = CoreUserSessionOptions & SharingOptions

export const createSession = (options: SessionOptions): Session => createCoreSession(withSharing(options))
export const createUserSession = (options: UserSessionOptions): Session =>
  createCoreUserSession(withSharing(options))

/** The options as core takes them. */
export function withSharing<T extends object>(options: T & SharingOptions): T {
  if (typeof options !== 'object' || options === null) return options
  const { store, storeIsPrivate, lock, lockWaitMs, lockHoldMs, revalidateEveryMs, revalidateWhen, ...rest } =
    options
  const sharing = shareTokens({
    ...{ store: store ?? memoryStore(), storeIsPrivate, lock, lockWaitMs, lockHoldMs, revalidateEveryMs },
    revalidateWhen,
  })
  return { ...rest, ...(store && { sharing }) } as unknown as T
}

export {
  ApiAuthApi,
  type ApplicationSession,
  AuthError,
  type AuthErrorCode,
  type BackendHeaders,
  backendGrant,
  type Clock,
  connectionOf,
  createTokenEndpoint,
  type Fetch,
  finishAuthorization,
  inWorkspace,
  type Lock,
  memoryLock,
  memoryStore,
  oauthGrant,
  type Random,
  readAuthorizationAnswer,
  type Session,
  type SessionEvent,
  type Stored,
  type StoredRecord,
  startAuthorization,
  type TokenEndpoint,
  type TokenEndpointOptions,
  type TokenStore,
} from '../../src/index.js'
export { deferred } from '../../src/runtime/deferred.js'
export { sha256 } from '../../src/runtime/sha256.js'
export { type ContractCase, check, equal } from '../../src/testing/contract.js'
export { type SimulatedClock, settled, simulatedClock } from '../../src/testing/simulated-clock.js'
export { decodeRecord, encodeRecord } from '../../src/tokens/token-record.js'
