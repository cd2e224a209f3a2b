import {
  AuthError,
  type Credentials,
  type SessionGroupOptions,
  type ShareTokensOptions,
  type Sharing,
  shareTokens,
} from '@looker-auth/core'
import { connectionFromSettings } from '../settings/connection.js'
import { checkBesideFetch, type OptionNames } from '../settings/known-options.js'
import type { SettingsOptions } from '../settings/options.js'

/** Where tokens are shared, and how: the options of core's `shareTokens()`, among those of a session. */
export type StoreOptions = Partial<Omit<ShareTokensOptions, 'storeIsPrivate'>>

/** What every session takes beside settings and whose it is. */
export interface GroupOptions
  extends Omit<SessionGroupOptions, keyof SettingsOptions | 'platformRedirects' | 'sharing'>,
    StoreOptions {}

export const groupNames: OptionNames<GroupOptions> = {
  fetch: true,
  retry: true,
  clock: true,
  random: true,
  workspace: true,
  store: true,
  lock: true,
  lockWaitMs: true,
  lockHoldMs: true,
  background: true,
  revalidateEveryMs: true,
  revalidateWhen: true,
  onEvent: true,
  onClose: true,
}

/** Core's options for the session group that settings and options describe, and the function that reads the API key. */
export function groupOptionsOf(options: SettingsOptions & GroupOptions): {
  readonly group: SessionGroupOptions
  readonly credentials: () => Promise<Credentials>
} {
  checkBesideFetch(options)
  const sharing = sharingOf(options)
  const { connection, credentials, ownedFetch } = connectionFromSettings(options)
  const { workspace, background = true, onEvent, onClose } = options
  const group: SessionGroupOptions = {
    ...connection,
    workspace,
    sharing,
    background,
    onEvent,
    async onClose() {
      ownedFetch?.close()
      await onClose?.()
    },
  }
  return { group, credentials }
}

function sharingOf({
  store,
  lock,
  lockWaitMs,
  lockHoldMs,
  revalidateEveryMs,
  revalidateWhen,
}: StoreOptions): Sharing | undefined {
  if (store !== undefined)
    return shareTokens({ store, lock, lockWaitMs, lockHoldMs, revalidateEveryMs, revalidateWhen })
  if (lock === undefined) return undefined
  throw new AuthError('configuration', {
    message: 'The option lock is given without a store.',
    hint: 'Give the store too: a lock only saves logins by what the store then tells the other processes.',
  })
}
