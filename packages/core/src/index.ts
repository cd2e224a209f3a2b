export { ApiAuthApi, type ApiAuthApiOptions, type LoginOptions } from './api-auth/api-auth-api.js'
export type { ApiAuthCallback } from './api-auth/callback.js'
export type { ConnectionOptions, CredentialsSource } from './api-auth/options.js'
export type { ApiAuthResponse } from './api-auth/response.js'
export { createEmbedEndpoint } from './embed/create-embed-endpoint.js'
export type { EmbedApplicationSession, EmbedEndpoint, EmbedEndpointOptions } from './embed/options.js'
export { type SignedEmbedUrlOptions, signedEmbedUrl } from './embed/signed-embed-url.js'
export type { EmbedLength, EmbedSessionUser, EmbedUser } from './embed/user/embed-user.js'
export { AuthError, type AuthErrorDetails } from './errors/auth-error.js'
export type { AuthErrorCode } from './errors/error-codes.js'
export { type ErrorRow, errorTable } from './errors/error-table.js'
export { type BackendGrantOptions, type BackendHeaders, backendGrant } from './grants/backend.js'
export type { PresetToken } from './grants/static-token.js'
export type { UserGrant } from './grants/user-grant.js'
export {
  type Authorization,
  type AuthorizationResult,
  authorizationClientOf,
  finishAuthorization,
  startAuthorization,
} from './oauth/authorization-code.js'
export { type OAuthGrantOptions, oauthGrant } from './oauth/oauth-grant.js'
export type {
  EndpointRefusal,
  EndpointRefusal as TokenEndpointRefusal,
} from './page-endpoint/refusal-reports.js'
export type { AccessToken } from './protocol/answers/access-token.js'
export { type ApiVersion, apiVersions, parseApiVersion } from './protocol/api-version.js'
export { canonicalBaseUrl } from './protocol/base-url.js'
export { trimUnseen } from './protocol/credentials.js'
export type { ExternalId, ExternalIdType, ExternalUser } from './protocol/external-user.js'
export type { CredentialsIn } from './protocol/login.js'
export {
  type AuthorizationAnswer,
  type OAuthClient,
  readAuthorizationAnswer,
  redirectParameters,
} from './protocol/oauth.js'
export { canonicalUserId, type UserId } from './protocol/user-id.js'
export type { AuthScheme, Credentials } from './protocol/wire.js'
export { type Clock, systemClock } from './runtime/clock.js'
export type { Body, Fetch } from './runtime/fetch.js'
export { type Random, systemRandom } from './runtime/random.js'
export type { AsOptions, SessionFetch, TokenOptions } from './session/call-options.js'
export { connectionOf, type SessionConnection } from './session/connection.js'
export { createSession, type SessionOptions } from './session/create-session.js'
export {
  createPageSession,
  createUserSession,
  type UserSessionOptions,
} from './session/create-user-session.js'
export type { SessionEvent, SessionEventBody, SessionEventListener } from './session/events.js'
export type { SessionRequestInit } from './session/fetch/session-request.js'
export { inWorkspace } from './session/in-workspace.js'
export type { SessionGroupOptions } from './session/open-group.js'
export type { SignOutResult } from './session/revocation/logout.js'
export type { Session } from './session/session.js'
export type { Background } from './session/session-group.js'
export { type MachineArrow, machineArrows } from './session/state-machine/diagram.js'
export type { SessionState } from './session/state-machine/snapshot.js'
export { describeRecord, type RecordDescription } from './sharing/describe-record.js'
export { type ShareTokensOptions, type Sharing, shareTokens } from './sharing/share-tokens.js'
export { encryptedStore } from './stores/encrypted-store.js'
export type { EncryptionKey, EncryptionKeys, WebCryptoKey } from './stores/encryption-keys.js'
export type { Lock, LockOptions } from './stores/lock.js'
export { memoryLock } from './stores/memory-lock.js'
export { type MemoryStoreOptions, memoryStore, type WatchedStore } from './stores/memory-store.js'
export type { Stored, StoredRecord, TokenStore } from './stores/token-store.js'
export { createTokenEndpoint } from './token-endpoint/create-token-endpoint.js'
export type { ApplicationSession, TokenEndpoint, TokenEndpointOptions } from './token-endpoint/options.js'
export type { LookerRole, LookerUser } from './token-endpoint/user-check.js'
export type { GrantKind, Identity, Workspace } from './tokens/identity.js'
export type { SignOutReason } from './tokens/reasons.js'
export type { SetAsideReason } from './tokens/token-record.js'
export { isTombstone, newTombstone, subjectOfRecord, tombstoneOver } from './tokens/tombstone.js'
export { AbortListeners } from './transport/abort-listeners.js'
export { type Followed, followRedirects, type Hop, type Replay } from './transport/follow-redirects.js'
export type { RetryPolicy } from './transport/retry.js'
export { type BoundedFetch, timeoutReason, withTimeout } from './transport/with-timeout.js'
