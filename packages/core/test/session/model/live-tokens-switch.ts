/** LOOKER_AUTH_LIVE_TOKENS=count: the tokens that live on when all is closed are counted, and are no failures. */
export const liveTokens = process.env.LOOKER_AUTH_LIVE_TOKENS
