import { AuthError } from '../../errors/auth-error.js'
import { plainJson } from './plain-json.js'

/** A user of embedded content, as the application describes them to Looker, which makes or updates the user by it. */
export interface EmbedUser {
  /** Names the user in the application. */
  readonly externalUserId: string
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  /** Names of Looker's permissions, such as `see_looks`. */
  readonly permissions?: readonly string[] | undefined
  /** Names of LookML models. */
  readonly models?: readonly string[] | undefined
  /** Ids of Looker groups. */
  readonly groupIds?: readonly string[] | undefined
  /** Names the user's group in the application. */
  readonly externalGroupId?: string | undefined
  /** Values of Looker's user attributes by their names: JSON values only, so no Date and no Map. */
  readonly userAttributes?: Readonly<Record<string, unknown>> | undefined
  /** Such as `Europe/Berlin`. */
  readonly userTimezone?: string | undefined
}

/** How long embedded content works. */
export interface EmbedLength {
  /** Seconds, at most 2,592,000 (30 days). Default: Looker's own, 300. */
  readonly sessionLength?: number | undefined
  /** Whether Looker ends a session that the browser already has. */
  readonly forceLogoutLogin?: boolean | undefined
}

/** A user of embedded content, and what their embed session is to be. */
export interface EmbedSessionUser extends EmbedUser, EmbedLength {}

/** No embed session is longer, in seconds: 30 days. */
export const longestSession = 2_592_000

type Kind = readonly [fits: (value: unknown) => boolean, what: string]

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const text: Kind = [isText, 'a text']
const list: Kind = [value => Array.isArray(value) && value.every(isText), 'a list of texts']
const yesOrNo: Kind = [value => typeof value === 'boolean', 'true or false']
const attributes: Kind = [isObject, 'an object with the values by their names']
const length: Kind = [
  value => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= longestSession,
  'a whole number of seconds from 1 to 2592000',
]

/** Each field's name on the wire, and what it must be. */
const fields = {
  externalUserId: ['external_user_id', text],
  firstName: ['first_name', text],
  lastName: ['last_name', text],
  permissions: ['permissions', list],
  models: ['models', list],
  groupIds: ['group_ids', list],
  externalGroupId: ['external_group_id', text],
  userAttributes: ['user_attributes', attributes],
  userTimezone: ['user_timezone', text],
  sessionLength: ['session_length', length],
  forceLogoutLogin: ['force_logout_login', yesOrNo],
} as const satisfies Record<keyof EmbedSessionUser, readonly [string, Kind]>

/**
 * What is sent to Looker of a user, or of how long embedded content works: a copy, which the application cannot change any more.
 *
 * @throws AuthError `configuration` for a field that Looker could not take.
 */
export function wireFields(given: Partial<EmbedSessionUser>): Readonly<Record<string, unknown>> {
  const wire: Record<string, unknown> = {}
  for (const [name, [wireName, [fits, what]]] of Object.entries(fields)) {
    const field = given[name as keyof EmbedSessionUser]
    if (field === undefined) continue
    const value = plainJson(field, name)
    if (!fits(value)) throw wrong(`The ${name} of an embed user is not ${what}.`)
    wire[wireName] = value
  }
  return wire
}

/** @throws AuthError `configuration` where it is no embed user. */
export function checkEmbedUser(user: unknown): asserts user is EmbedUser {
  const { externalUserId } = (user ?? {}) as Partial<EmbedUser>
  if (!isText(externalUserId)) throw wrong('The embed user has no externalUserId.')
}

function wrong(message: string): AuthError {
  return new AuthError('configuration', { message, hint: 'See docs/embed.md#the-user.' })
}
