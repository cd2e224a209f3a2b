import type { ConnectionOptions, Credentials } from '@looker-auth/core'
import { type NodeFetch, nodeFetch } from '../fetch/node-fetch.js'
import type { SettingsOptions } from './options.js'
import { settingsOf } from './settings.js'

/** Parts of the connection that the caller may supply. */
export type ConnectionParts = Pick<ConnectionOptions, 'fetch' | 'retry' | 'clock' | 'random'>

/** Core's connection options, the credentials provider, and the fetch to close. */
export interface ResolvedConnection {
  readonly connection: ConnectionOptions
  readonly credentials: () => Promise<Credentials>
  /** Undefined where the caller supplied a fetch. */
  readonly ownedFetch: NodeFetch | undefined
}

/** The connection that the settings describe. */
export function connectionFromSettings(options: SettingsOptions & ConnectionParts): ResolvedConnection {
  const { credentials, verifySsl, ca, proxy, appId, ...rest } = settingsOf(options)
  const ownedFetch = options.fetch === undefined ? nodeFetch({ verifySsl, ca, proxy, appId }) : undefined
  const { fetch = ownedFetch, retry, clock, random } = options
  return { connection: { ...rest, fetch, retry, clock, random }, credentials, ownedFetch }
}
