import {
  AuthError,
  type SessionOptions as CoreSessionOptions,
  createSession as createCoreSession,
  type Session,
  type ShareTokensOptions,
  type Sharing,
  shareTokens,
} from '@looker-auth/core'
import { connectionFromSettings } from '../settings/connection.js'
import { checkBesideFetch, checkNames, type OptionNames, settingNames } from '../settings/known-options.js'
import type { SettingsOptions } from '../settings/options.js'

/** Settings, and what a session can share or take in place of its own parts. */
export interface SessionOptions
  extends SettingsOptions,
    Omit<CoreSessionOptions, keyof SettingsOptions | 'platformRedirects' | 'sharing'>,
    Partial<Omit<ShareTokensOptions, 'storeIsPrivate'>> {}

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
  revalidateEveryMs: true,
  revalidateWhen: true,
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
    sharing: sharingOf(options),
    maxSessions: options.maxSessions,
    background,
    onEvent: options.onEvent,
    async onClose() {
      ownedFetch?.close()
      await onClose?.()
    },
  })
}

function sharingOf({
  store,
  lock,
  lockWaitMs,
  lockHoldMs,
  revalidateEveryMs,
  revalidateWhen,
}: SessionOptions): Sharing | undefined {
  if (store !== undefined)
    return shareTokens({ store, lock, lockWaitMs, lockHoldMs, revalidateEveryMs, revalidateWhen })
  if (lock === undefined) return undefined
  throw new AuthError('configuration', {
    message: 'The option lock is given without a store.',
    hint: 'Give the store too: a lock only saves logins by what the store then tells the other processes.',
  })
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
