import { randomBytes } from 'node:crypto'
import type { Fetch } from '@looker-auth/core'

export const stubBaseUrl = 'https://stub.looker.test'

/** Of every token here. */
export const lifetimeMs = 3_600_000

/** A token as long as Looker's. */
export function mintToken(): string {
  return randomBytes(20).toString('hex')
}

/** A `fetch` that grants every login at once, without a network: for what is measured after the login. */
export const stubLooker: Fetch = async () =>
  Response.json({ access_token: mintToken(), token_type: 'Bearer', expires_in: lifetimeMs / 1000 })
