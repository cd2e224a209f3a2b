import { sha256 } from './digest.js'

/** How a token for an identity is obtained. */
export type GrantKind = 'api_key' | 'sudo' | 'preset'

/** A workspace of Looker; it belongs to the token. */
export type Workspace = 'dev' | 'production'

/** Whom a token acts for. */
export interface Identity {
  readonly grant: GrantKind
  /** The canonical user id; undefined for the API key's own user. */
  readonly subject?: string | undefined
  readonly associative?: boolean | undefined
  readonly workspace?: Workspace | undefined
}

const formatVersion = 1

/**
 * The name under which an identity's record is stored: a hash, so that it shows neither host nor user.
 *
 * @param clientId Whose API key; for a preset token, a hash of it.
 */
export async function storeKeyOf(baseUrl: string, clientId: string, identity: Identity): Promise<string> {
  const { grant, subject, associative, workspace } = identity
  const parts = [
    formatVersion,
    baseUrl,
    grant,
    clientId,
    subject ?? null,
    associative ?? null,
    workspace ?? null,
  ]
  return `looker-auth-v${formatVersion}-${await sha256(JSON.stringify(parts))}`
}
