import { AuthError } from '../errors/auth-error.js'
import { onOneLine } from '../errors/redact.js'
import type { ApiVersion } from './api-version.js'
import { faultOfId } from './user-id.js'
import { type ApiTarget, apiUrl, authorization, type WireRequest } from './wire.js'

/** The systems by whose ids Looker finds a user; `embed` is the external user id of embedded Looker. */
export const externalIdTypes = ['embed', 'email', 'saml', 'oidc', 'google', 'ldap'] as const
export type ExternalIdType = (typeof externalIdTypes)[number]

/** An id of a user in another system. */
export interface ExternalId {
  readonly type: ExternalIdType
  readonly id: string
}

/** The id of one type, and of no other. */
type OfOneType = {
  [K in ExternalIdType]: { readonly [_ in K]: string } & {
    readonly [_ in Exclude<ExternalIdType, K>]?: undefined
  }
}

/**
 * A user by the id that an application knows, in place of Looker's own: `{ embed: 'ana@example.com' }`. With `create`, an
 * embed user who is not there yet is made first (API 4.0).
 */
export type ExternalUser =
  | (OfOneType['embed'] & { readonly create?: boolean | undefined })
  | (OfOneType[Exclude<ExternalIdType, 'embed'>] & { readonly create?: undefined })

/** As long as a user id of Looker's own may be is too short for some identity providers. */
const longestId = 1000

/** An {@link ExternalUser}, checked. */
export interface CheckedExternalUser {
  readonly external: ExternalId
  readonly create: boolean
}

/**
 * @param caller Named in an error: what was given the user.
 * @throws AuthError `configuration` for anything but one known type, and for `create` beside another type than `embed` or in an API
 * without it; `invalid_user_id` for an id that no address can name.
 */
export function checkExternalUser(
  user: ExternalUser,
  version: ApiVersion,
  caller = 'as()',
): CheckedExternalUser {
  const refuse = (why: string): AuthError => unclearUser(caller, why)
  const { create = false, ...ids } = Object.assign<{ create?: unknown }, object>(Object.create(null), user)
  const given = Object.entries(ids).filter(([, id]) => id !== undefined)
  const [entry] = given
  const type = externalIdTypes.find(known => known === entry?.[0])
  if (given.length !== 1 || type === undefined)
    throw refuse(`one of ${externalIdTypes.join(', ')} is needed, and nothing else`)
  if (typeof create !== 'boolean') throw refuse('create is neither true nor false')
  if (create && type !== 'embed') throw refuse('create makes embed users only')
  if (create && version !== '4.0') throw refuse(`API ${version} makes no embed users`)
  return { external: Object.freeze({ type, id: checkId(entry?.[1]) }), create }
}

/** The user whom the id names, as `as()` takes them. */
export function externalUserOf({ type, id }: ExternalId, create = false): ExternalUser {
  return { [type]: id, ...(create && { create }) } as unknown as ExternalUser
}

/** Of a long id as much as tells which one it is. */
const longestShown = 100

/** The id in an error message. */
export function shownId({ type, id }: ExternalId): string {
  return `${type} id ${JSON.stringify(onOneLine(id).slice(0, longestShown))}`
}

function checkId(id: unknown): string {
  const fault = typeof id === 'string' ? faultOf(id) : 'it is not a text'
  if (fault === undefined) return id as string
  throw new AuthError('invalid_user_id', {
    message: `This is not an id of a user in another system: ${fault}.`,
    hint: 'Pass the id exactly as Looker shows it for the user, with at most 1,000 characters and no slash at its start or end.',
  })
}

/** The id is that of another user of Looker than the one whose session it is. */
export function identityChanged(external: ExternalId): AuthError {
  return new AuthError('identity_changed', {
    message: `The ${shownId(external)} is that of another user of Looker than before.`,
    hint: 'If that is right, end the session of the user before with logout(), and call as() again.',
  })
}

/** Gateways decode `%2F` and then resolve the path, so an id must not be one that they could make another address of. */
function faultOf(id: string): string | undefined {
  if (/\p{Cc}/u.test(id)) return 'it holds a control character'
  const parts = id.split(/[/\\]|%2f|%5c/i)
  const last = parts.length - 1
  const isBare = (part: string, index: number): boolean =>
    part === '' && (index === last || !parts[index - 1]?.endsWith(':'))
  if (last > 0 && parts.some(isBare))
    return 'it begins or ends with a slash, or two of its slashes stand beside each other'
  if (parts.some(part => /^(?:\.|%2e){1,2}(?:;|%3b|$)/i.test(part)))
    return 'a part of it, "." or "..", would name another address'
  return faultOfId(id, longestId)
}

function unclearUser(caller: string, why: string): AuthError {
  return new AuthError('configuration', {
    message: `${caller} cannot tell which user is meant: ${why}.`,
    hint: "Give Looker's own user id, or one of these: { embed: 'ana@example.com' }, { email }, { saml }, { oidc }, { google }, { ldap }.",
  })
}

/** The request for the user whom another system knows by that id, made with an admin's token. */
export function buildFindUser(target: ApiTarget, token: string, { type, id }: ExternalId): WireRequest {
  return {
    method: 'GET',
    url: apiUrl(target, `/users/credential/${type}/${encodeURIComponent(id)}?fields=id,is_disabled`),
    headers: { accept: 'application/json', authorization: authorization(target, token) },
    secrets: [token],
  }
}

/** The request that makes the embed user of an external user id, made with an admin's token. */
export function buildCreateEmbedUser(target: ApiTarget, token: string, externalUserId: string): WireRequest {
  return {
    method: 'POST',
    url: apiUrl(target, '/users/embed_user'),
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: authorization(target, token),
    },
    body: JSON.stringify({ external_user_id: externalUserId }),
    secrets: [token],
  }
}
