import { wrongOption } from '../page-endpoint/page-options.js'
import { sha256 } from '../runtime/sha256.js'
import { names } from './names.js'
import type { EmbedApplicationSession, EmbedEndpointOptions } from './options.js'
import { checkEmbedUser, wireFields } from './user/embed-user.js'

/** Whose embed session it is: a user's, in one of the application's sessions and in one browser. */
export interface EmbedOwner {
  /** The key of the application session's record in the store: a hash. */
  readonly recordKey: string
  /** Names the embed session in the record: a hash of the application session, the user and the browser. */
  readonly sessionKey: string
  /** What Looker is told of the user. */
  readonly wire: Readonly<Record<string, unknown>>
  /** A hash of that. */
  readonly definition: string
  /** Of the browser: Looker binds the embed session to it. */
  readonly userAgent: string | undefined
}

/** @throws AuthError `configuration`. */
export async function embedOwner(
  { sessionId, user }: EmbedApplicationSession,
  { headers }: Request,
  { session, embedDomain }: Pick<EmbedEndpointOptions, 'session' | 'embedDomain'>,
): Promise<EmbedOwner> {
  checkEmbedUser(user)
  const wire: EmbedOwner['wire'] = { ...wireFields(user), embed_domain: embedDomain }
  const userAgent = headers.get('user-agent') ?? undefined
  const [recordKey, sessionKey, definition] = await Promise.all([
    recordKeyOf(sessionId, session.baseUrl),
    sha256(JSON.stringify([sessionId, wire.external_user_id, userAgent ?? null])),
    sha256(canonical(wire, sets)),
  ])
  return { recordKey, sessionKey, wire, definition, userAgent }
}

/**
 * Names the record of an application session.
 *
 * @throws AuthError `configuration`.
 */
export async function recordKeyOf(sessionId: string, baseUrl: string): Promise<string> {
  if (typeof sessionId !== 'string' || sessionId === '') {
    throw wrongOption(names, 'the application session that it was given has no sessionId')
  }
  return `looker-auth-embed-v1-${await sha256(JSON.stringify([baseUrl, sessionId]))}`
}

/** Lists whose order means nothing to Looker. */
const sets = ['permissions', 'models', 'group_ids']

/** The same text for what means the same to Looker: the order of names does not count, nor that of what a set holds. */
function canonical(value: unknown, unordered: readonly string[] = []): string {
  if (Array.isArray(value)) return `[${value.map(item => canonical(item)).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(([name, field]) => {
    const isSet = unordered.includes(name)
    return `${JSON.stringify(name)}:${canonical(isSet ? [...field].sort() : field)}`
  })
  return `{${fields.sort().join()}}`
}
