import {
  type SessionOptions as CoreSessionOptions,
  createSession as createCoreSession,
  type Session,
} from '@looker-auth/core'
import { nodeFetch } from '../fetch/node-fetch.js'
import type { SettingsOptions } from '../settings/options.js'
import { resolveSettings } from '../settings/settings.js'

/** Settings, and what a session can share or take in place of its own parts. */
export interface SessionOptions
  extends SettingsOptions,
    Omit<CoreSessionOptions, keyof SettingsOptions | 'platformRedirects'> {}

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
  const { baseUrl, apiVersion, authScheme, credentialsIn, credentials, timeoutMs, ...connection } =
    resolveSettings(options)
  const own = options.fetch === undefined ? nodeFetch(connection) : undefined
  const {
    token,
    workspace,
    store,
    lock,
    maxSessions,
    background = true,
    checkEveryMs,
    onEvent,
    onClose,
  } = options
  const { fetch = own, retry, clock, random, lockWaitMs, lockHoldMs } = options
  return createCoreSession({
    ...{ baseUrl, apiVersion, authScheme, credentialsIn, timeoutMs, fetch, retry, clock, random },
    ...(token === undefined ? { credentials } : { token }),
    ...{ workspace, store, lock, lockWaitMs, lockHoldMs, maxSessions, background, checkEveryMs, onEvent },
    async onClose() {
      own?.close()
      await onClose?.()
    },
  })
}
