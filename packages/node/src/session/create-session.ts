import {
  AuthError,
  type SessionOptions as CoreSessionOptions,
  createSession as createCoreSession,
  type Session,
} from '@looker-auth/core'
import { connectionFromSettings } from '../settings/connection.js'
import { checkBesideFetch, checkNames, type OptionNames, settingNames } from '../settings/known-options.js'
import type { SettingsOptions } from '../settings/options.js'

/** Settings, and what a session can share or take in place of its own parts. */
export interface SessionOptions
  extends SettingsOptions,
    Omit<CoreSessionOptions, keyof SettingsOptions | 'platformRedirects' | 'storeIsPrivate'> {}

const optionNames: OptionNames<SessionOptions> = {
  ...settingNames,
  fetch: true,
  retry: true,
  clock: true,
  random: true,
  token: true,
  workspace: true,
  store: true,
  lock: true,
  lockWaitMs: true,
  lockHoldMs: true,
  maxSessions: true,
  background: true,
  checkEveryMs: true,
  recheck: true,
  onEvent: true,
  onClose: true,
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
  checkBesideFetch(options)
  checkBesideToken(options)
  const { connection, credentials, ownedFetch } = connectionFromSettings(options)
  const { token, background = true, onClose } = options
  return createCoreSession({
    ...connection,
    ...(token === undefined ? { credentials } : { token }),
    workspace: options.workspace,
    store: options.store,
    lock: options.lock,
    lockWaitMs: options.lockWaitMs,
    lockHoldMs: options.lockHoldMs,
    maxSessions: options.maxSessions,
    background,
    checkEveryMs: options.checkEveryMs,
    recheck: options.recheck,
    onEvent: options.onEvent,
    async onClose() {
      ownedFetch?.close()
      await onClose?.()
    },
  })
}

/** An API key of environment or file may stand beside a token: it is passed over. */
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
