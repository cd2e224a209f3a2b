import type { ExternalId } from '../protocol/external-user.js'
import { sha256 } from '../runtime/sha256.js'

/** How a token for an identity is obtained. */
export type GrantKind = 'api_key' | 'sudo' | 'preset' | 'backend' | 'oauth'

/** A workspace of Looker; it belongs to the token. */
export type Workspace = 'dev' | 'production'

/** The workspace that an identity's tokens are in: Looker puts each new token into production. */
export function workspaceOf({ workspace = 'production' }: Identity): Workspace {
  return workspace
}

/** Whom a token acts for. */
export interface Identity {
  readonly grant: GrantKind
  /** The canonical user id; undefined for the API key's own user, and with OAuth and for an external id until the first sign-in. */
  readonly subject?: string | undefined
  readonly associative?: boolean | undefined
  readonly workspace?: Workspace | undefined
  /** The id in another system by which the user was asked for. */
  readonly external?: ExternalId | undefined
  /** A hash: whose token it is, where a user has several. */
  readonly holder?: string | undefined
}

const formatVersion = 2

/**
 * The name under which an identity's record is stored: a hash, so that it shows neither host nor user.
 *
 * @param clientId Whose API key, or which OAuth application; for a preset token, a hash of it; for a backend, its address.
 */
export async function storeKeyOf(baseUrl: string, clientId: string, identity: Identity): Promise<string> {
  const { grant, subject, associative, workspace, holder, external } = identity
  const parts = [
    formatVersion,
    baseUrl,
    grant,
    clientId,
    subject ?? null,
    associative ?? null,
    workspace ?? null,
    ...(external === undefined ? [] : [external.type, external.id]),
    ...(holder === undefined ? [] : [holder]),
  ]
  return `looker-auth-v${formatVersion}-${await sha256(JSON.stringify(parts))}`
}
