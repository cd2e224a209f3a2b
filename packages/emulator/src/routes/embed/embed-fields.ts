import {
  aBoolean,
  aListOf,
  aString,
  aText,
  aWholeNumber,
  type Check,
  type Fields,
  isRecord,
} from '../../input/check'
import type { Directory, User } from '../../users/directory'

const DEFAULT_LENGTH_SECONDS = 300
const MOST_SECONDS = 30 * 86_400

export const orNull =
  (check: Check): Check =>
  value =>
    value === null ? undefined : check(value)

/** The origin of an http or https address. */
export function originOf(address: string | null | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined
  const { protocol, origin } = new URL(address)
  return /^https?:$/.test(protocol) ? origin : undefined
}

const aWebAddress: Check = value =>
  typeof value === 'string' && originOf(value) !== undefined
    ? undefined
    : 'must be an http or https origin such as "http://127.0.0.1:5173"'

const anObject: Check = value => (isRecord(value) ? undefined : 'must be an object')

/** What all requests for a session of an embedded user take. */
export const sessionFields: Fields = {
  session_length: { check: orNull(aWholeNumber(1, MOST_SECONDS)) },
  force_logout_login: { check: orNull(aBoolean) },
}

export interface SessionFields {
  readonly session_length?: number | null
}

export const lengthSeconds = ({ session_length }: SessionFields): number =>
  session_length ?? DEFAULT_LENGTH_SECONDS

/** The embedded user, as an application defines them. Only names and groups have an effect. */
export const embedUserFields: Fields = {
  external_user_id: { check: orNull(aText) },
  external_group_id: { check: orNull(aString) },
  first_name: { check: orNull(aString) },
  last_name: { check: orNull(aString) },
  permissions: { check: orNull(aListOf(aString)) },
  models: { check: orNull(aListOf(aString)) },
  group_ids: { check: orNull(aListOf(aString)) },
  user_attributes: { check: orNull(anObject) },
  user_timezone: { check: orNull(aString) },
  embed_domain: { check: orNull(aWebAddress) },
}

export interface EmbedUserFields {
  readonly external_user_id?: string | null
  readonly first_name?: string | null
  readonly last_name?: string | null
  readonly group_ids?: readonly string[] | null
  readonly embed_domain?: string | null
}

/** The embed user of an external id, made if there is none, and changed as the application says; undefined if the user is disabled. */
export function definedUser(
  directory: Directory,
  externalUserId: string,
  { first_name, last_name, group_ids }: EmbedUserFields,
): User | undefined {
  const user = directory.embedUser(externalUserId)
  if (user.isDisabled) return undefined
  directory.changeEmbedUser(user, {
    ...(typeof first_name === 'string' && { firstName: first_name }),
    ...(typeof last_name === 'string' && { lastName: last_name }),
    ...(group_ids && { groupIds: group_ids }),
  })
  return user
}
