import { aText, aWholeNumber, either, isRecord, throwIfAny } from './check'
import type { TokenRegistry } from './tokens'

/** What to end: one token, or every token that acts for a user. */
export type Revocation = { readonly token: string } | { readonly user_id: string | number }

const anId = either(aWholeNumber(0), aText)

function problems(what: unknown): string[] {
  const keys = isRecord(what) ? Object.keys(what) : []
  if (!isRecord(what) || keys.length !== 1 || !['token', 'user_id'].includes(keys[0] ?? '')) {
    return ['give either token or user_id']
  }
  const problem = 'token' in what ? aText(what.token) : anId(what.user_id)
  return problem === undefined ? [] : [`${keys[0]} ${problem}`]
}

export function createRevoke(tokens: TokenRegistry): (what: Revocation) => number {
  return what => {
    throwIfAny('Invalid revocation', problems(what))
    if ('token' in what) return tokens.end(what.token) ? 1 : 0
    return tokens.endAllOf(String(what.user_id))
  }
}
