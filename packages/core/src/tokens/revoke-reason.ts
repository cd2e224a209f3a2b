/** Why a token is ended on the server. */
export type RevokeReason = 'logout' | 'close' | 'late' | 'unused' | 'lost_commit' | 'replaced'
