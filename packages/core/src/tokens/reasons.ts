/** Why a token is ended on the server. */
export type RevokeReason = 'logout' | 'close' | 'late' | 'unused' | 'lost_commit' | 'replaced'

/** Why a session is signed out: by its own `logout()`, or by a sign-out of another session. */
export type SignOutReason = 'logout' | 'elsewhere'
