import {
  AuthError,
  type SessionOptions as CoreSessionOptions,
  createSession as createCoreSession,
  type Session,
} from '@looker-auth/core'
import { checkNames, type OptionNames, settingNames } from '../settings/known-options.js'
import type { SettingsOptions } from '../settings/options.js'
import { type GroupOptions, groupNames, groupOptionsOf } from './group-options.js'

/** Settings, and what a session can share or take in place of its own parts. */
export interface SessionOptions
  extends SettingsOptions,
    GroupOptions,
    Pick<CoreSessionOptions, 'token' | 'maxSessions'> {}

const optionNames: OptionNames<SessionOptions> = {
  ...settingNames,
  ...groupNames,
  token: true,
  maxSessions: true,
}

/**
 * A session configured from options, `LOOKERSDK_*` and looker.ini, as every Looker SDK reads them. It signs in when a call
 * first needs a token; the API key is read at each login and not kept.
 *
 * @throws AuthError `configuration` that names the setting, where it was looked for, and what to do.
 * @example
 * ```ts
 * const looker = createSession()
 * const me = await (await looker.fetch('/user')).json()
 * await looker.close()
 * ```
 */
export function createSession(options: SessionOptions = {}): Session {
  checkNames(options, optionNames)
  checkBesideToken(options)
  const { group, credentials } = groupOptionsOf(options)
  const { token, maxSessions } = options
  return createCoreSession({ ...group, ...(token === undefined ? { credentials } : { token }), maxSessions })
}

/** An API key in the environment or the file is ignored beside a token. */
function checkBesideToken(options: SessionOptions): void {
  const given = (['credentials', 'clientId', 'clientSecret'] as const).find(
    name => options[name] !== undefined,
  )
  if (options.token === undefined || given === undefined) return
  throw new AuthError('configuration', {
    message: `The option token excludes ${given}.`,
    hint: 'Give credentials, and the session signs in by itself; or a token, and it is used as it is.',
  })
}
