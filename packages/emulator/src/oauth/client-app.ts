import { aBoolean, aString, aText, type Check, either, type Fields, oneOf } from '../input/check'

/** An application that may sign people in by OAuth. Names are those of Looker's API. */
export interface SeedOauthClientApp {
  /** What the application sends as `client_id`. */
  readonly client_guid: string
  /** Where its codes go; an authorization request must name exactly this (but see the option `anyLoopbackPort`). http or https, without a fragment. */
  readonly redirect_uri: string
  /** Shown on the consent page. */
  readonly display_name: string
  /** Shown on the consent page. Default "". */
  readonly description?: string | undefined
  /** Whether it may sign people in. Default true. */
  readonly enabled?: boolean | undefined
  /** Kept and shown, without effect. Default null. */
  readonly group_id?: string | null | undefined
}

/** An application as the emulator keeps it. It stays the same object for as long as it is registered. */
export interface OauthClientApp {
  readonly clientGuid: string
  redirectUri: string
  displayName: string
  description: string
  enabled: boolean
  groupId: string | null
  /** What it was granted before was ended for all users; undefined when that never happened. */
  tokensInvalidBeforeMs: number | undefined
  /** The users who let it act for them. */
  readonly activatedUserIds: Set<string>
}

const LONGEST_GUID = 255

const aGuid: Check = value =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_GUID
    ? undefined
    : `must be a string of 1 to ${LONGEST_GUID} characters`

const aRedirectUri: Check = value =>
  typeof value === 'string' &&
  /^https?:\/\/[!-~]+$/.test(value) &&
  !value.includes('#') &&
  URL.canParse(value)
    ? undefined
    : 'must be an http or https URL without a fragment'

/** What POST and PATCH of an application take; PATCH needs none of them. */
export const writableFields: Fields = {
  redirect_uri: { check: aRedirectUri, required: true },
  display_name: { check: aText, required: true },
  description: { check: aString },
  enabled: { check: aBoolean },
  group_id: { check: either(oneOf(null), aText) },
}

export const clientAppFields: Fields = { client_guid: { check: aGuid, required: true }, ...writableFields }

export type WritableApp = Omit<SeedOauthClientApp, 'client_guid'>

export function write(app: OauthClientApp, fields: Partial<WritableApp>): void {
  if (fields.redirect_uri !== undefined) app.redirectUri = fields.redirect_uri
  if (fields.display_name !== undefined) app.displayName = fields.display_name
  if (fields.description !== undefined) app.description = fields.description
  if (fields.enabled !== undefined) app.enabled = fields.enabled
  if (fields.group_id !== undefined) app.groupId = fields.group_id
}
