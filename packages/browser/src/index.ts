export {
  type AccessToken,
  type ApiVersion,
  AuthError,
  type AuthErrorCode,
  type AuthErrorDetails,
  type Authorization,
  type AuthorizationAnswer,
  type AuthorizationResult,
  type AuthScheme,
  apiVersions,
  authorizationClientOf,
  type BackendGrantOptions,
  type BackendHeaders,
  type Background,
  type Body,
  backendGrant,
  type Clock,
  canonicalBaseUrl,
  canonicalUserId,
  type EncryptionKey,
  type EncryptionKeys,
  encryptedStore,
  errorTable,
  type Fetch,
  finishAuthorization,
  type GrantKind,
  type Identity,
  type Lock,
  type LockOptions,
  type MachineArrow,
  type MemoryStoreOptions,
  machineArrows,
  memoryLock,
  memoryStore,
  type OAuthGrantOptions,
  parseApiVersion,
  type Random,
  type RetryPolicy,
  readAuthorizationAnswer,
  type Session,
  type SessionEvent,
  type SessionEventBody,
  type SessionEventListener,
  type SessionFetch,
  type SessionRequestInit,
  type SessionState,
  type SetAsideReason,
  type ShareTokensOptions,
  type Sharing,
  type SignOutReason,
  type SignOutResult,
  type Stored,
  type StoredRecord,
  startAuthorization,
  systemClock,
  systemRandom,
  type TokenOptions,
  type TokenStore,
  type UserGrant,
  type UserId,
  type WatchedStore,
  type WebCryptoKey,
  type Workspace,
} from '@looker-auth/core'
export { pageFetch } from './fetch/page-fetch.js'
export { type WebLockOptions, webLock } from './locks/web-lock.js'
export { oauthGrant } from './oauth/oauth-grant.js'
export type { CompletedSignIn, SignInMethods, SignInOptions, SignInPage } from './oauth/sign-in.js'
export type { BroadcastLine, PageGlobals } from './page/page-globals.js'
export { pageLife } from './page/page-life.js'
export { createSession, type SessionOptions } from './session/create-session.js'
export type { PageGrant } from './session/page-grant.js'
export { shareTokens } from './session/share-tokens.js'
export { type IndexedDbStoreOptions, indexedDbStore, type NotifyingStore } from './stores/indexed-db-store.js'
export { type SessionStorageStoreOptions, sessionStorageStore } from './stores/session-storage-store.js'
export { type SharedSignOutsOptions, sharedSignOuts } from './stores/shared-sign-outs.js'
export { type TabChannel, type TabChannelOptions, type TabListener, tabChannel } from './tabs/tab-channel.js'
export type { TabMessage, TabNews } from './tabs/tab-message.js'
