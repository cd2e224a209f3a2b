import {
  AuthError,
  createUserSession as createCoreUserSession,
  type Session,
  type UserGrant,
} from '@looker-auth/core'
import { checkNames, connectionNames, type KeySetting, type OptionNames } from '../settings/known-options.js'
import type { SettingsOptions } from '../settings/options.js'
import { grantOfPerson } from './grant-of-person.js'
import { type GroupOptions, groupNames, groupOptionsOf } from './group-options.js'

/** Settings, how the person gets a token, and what the session can share or take in place of its own parts. */
export interface UserSessionOptions extends Omit<SettingsOptions, KeySetting>, GroupOptions {
  /** How the person gets a token: `oauthGrant()` or `backendGrant()`. */
  readonly grant: UserGrant
  /**
   * Names whose session it is among those on the store, such as the person's user id in your own application. The store's keys contain a hash
   * of it. Default: the store serves one person, as on a laptop.
   */
  readonly person?: string
}

const optionNames: OptionNames<UserSessionOptions> = {
  ...connectionNames,
  ...groupNames,
  grant: true,
  person: true,
}

/**
 * The session of a person for whom this process acts, configured from options, `LOOKERSDK_*` and looker.ini, as `createSession()` is. It has no API
 * key: the grant says how the person gets a token. With `oauthGrant()` the person signs in on Looker's pages, once for each store:
 * `startAuthorization()` and `finishAuthorization()`. Until then, `login()` and every call reject with `sign_in_required`.
 *
 * On a server, give `person` too: the record of an OAuth session is found by base URL, client id and `person`, so two people without it would be
 * one session.
 *
 * @throws AuthError `configuration` that names the setting, where it was looked for, and what to do.
 * @example
 * ```ts
 * import { createUserSession, fileLock, fileStore, oauthGrant } from '@looker-auth/node'
 *
 * const looker = createUserSession({
 *   grant: oauthGrant({ clientId: 'my-app', redirectUri: 'https://app.example.com/signed-in' }),
 *   person: 'user 42 of this application',
 *   store: fileStore(),
 *   lock: fileLock(),
 * })
 * ```
 */
export function createUserSession(options: UserSessionOptions): Session {
  checkGiven(options)
  checkNames(options, optionNames)
  const { group } = groupOptionsOf(options)
  return createCoreUserSession({ ...group, grant: grantOfPerson(options) })
}

/** Options of `createSession()` that a person's session has no use for, and the next step for each. */
const misplaced = {
  clientId:
    'Give it to the grant: oauthGrant({ clientId, redirectUri }). For an API key, use createSession().',
  clientSecret:
    'Leave it out: an OAuth application of Looker has no secret. For an API key, use createSession().',
  credentials: 'Leave it out: the grant gets the token. For an API key, use createSession().',
  credentialsIn: 'Leave it out: no API key is sent. For an API key, use createSession().',
  token: 'Leave it out: the grant gets the token. For a token from elsewhere, use createSession({ token }).',
  maxSessions: 'Leave it out: a person has one session. as() belongs to createSession().',
} as const

function checkGiven(options: object): void {
  if (typeof options !== 'object' || options === null) {
    throw new AuthError('configuration', {
      message: 'The options of createUserSession() are missing.',
      hint: 'Give grant: oauthGrant({ clientId, redirectUri }) or backendGrant({ url, user }).',
    })
  }
  for (const [name, hint] of Object.entries(misplaced)) {
    if (!Object.hasOwn(options, name)) continue
    throw new AuthError('configuration', {
      message: `The option ${name} does not belong to a person's session.`,
      hint,
    })
  }
}
