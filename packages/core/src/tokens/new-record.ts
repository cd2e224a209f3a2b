import type { Obtained } from '../grants/grant.js'
import { newId } from '../runtime/new-id.js'
import type { TokenOwner } from './token-owner.js'
import type { SignIn, TokenRecord } from './token-record.js'

/** The record of a new token. */
export function newRecord(owner: TokenOwner, obtained: Obtained, { signInId, epoch }: SignIn): TokenRecord {
  const { token, sentAtMs, parent, refreshToken, subject = owner.subject } = obtained
  const { random } = owner.group.calls
  return {
    kind: 'token',
    id: newId(random),
    subject,
    accessToken: token.access_token,
    sentAtMs,
    lifetimeMs: token.expires_in * 1000,
    draw: random.fraction(),
    signInId,
    epoch,
    parent,
    refreshToken,
  }
}

/** Whether another token can be asked for in place of the record's: with OAuth, by its refresh token. */
export function isRenewable({ grant }: TokenOwner, { refreshToken }: TokenRecord): boolean {
  return grant.claim === undefined || refreshToken !== undefined
}
