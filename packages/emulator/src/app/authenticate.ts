import type { Context } from 'hono'
import type { LiveToken } from '../tokens/tokens'
import type { AppTypes, World } from './world'

const CREDENTIALS = /^(token|bearer) +([^\s,]+) *$/i

/** Scheme and token of an Authorization header: `token X` and `Bearer X` are both accepted everywhere. */
export function parseAuthorization(
  header: string | null | undefined,
): { scheme: string; token: string } | undefined {
  const [, scheme, token] = CREDENTIALS.exec(header ?? '') ?? []
  return scheme && token ? { scheme, token } : undefined
}

/** The live token that a request carries; undefined when it is missing, unknown, expired or ended. */
export function callerOf(context: Context<AppTypes>, world: World): LiveToken | undefined {
  const sent = parseAuthorization(context.req.header('authorization'))
  return sent && world.tokens.find(sent.token)
}
