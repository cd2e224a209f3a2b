/**
 * LOOKER_AUTH_LIVE_TOKENS: whether a token that lives on when all is closed is a failure ('1'), or counted ('count'), or
 * nothing. Off by default, for today's sessions leave such tokens.
 */
export const liveTokens = process.env.LOOKER_AUTH_LIVE_TOKENS
