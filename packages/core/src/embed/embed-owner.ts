import { wrongOption } from '../page-endpoint/page-options.js'
import { sha256 } from '../runtime/sha256.js'
import { checkEmbedUser, wireFields } from './embed-user.js'
import { names } from './names.js'
import type { EmbedApplicationSession, EmbedEndpointOptions } from './options.js'

/** Whose embed session it is: a user's, in one of the application's sessions and in one browser. */
export interface EmbedOwner {
  /** Names the application session, and its record in the store: a hash. */
  readonly name: string
  /** Names the embed session in the record: a hash of the application session, the user and the browser. */
  readonly key: string
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
  const name = await recordName(sessionId, session.baseUrl)
  checkEmbedUser(user)
  const wire = { ...wireFields(user), embed_domain: embedDomain }
  const userAgent = headers.get('user-agent') ?? undefined
  const [key, definition] = await Promise.all([
    sha256(JSON.stringify([sessionId, user.externalUserId, userAgent ?? null])),
    sha256(canonical(wire)),
  ])
  return { name, key, wire, definition, userAgent }
}

/**
 * Names the record of an application session.
 *
 * @throws AuthError `configuration`.
 */
export async function recordName(sessionId: string, baseUrl: string): Promise<string> {
  if (typeof sessionId !== 'string' || sessionId === '') {
    throw wrongOption(names, 'the application session that it was given has no sessionId')
  }
  return `looker-auth-embed-v1-${await sha256(JSON.stringify([baseUrl, sessionId]))}`
}

/** The same text for what means the same to Looker: the order of names, and of what a list holds, does not count. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`)
    .sort()
    .join()}}`
}
