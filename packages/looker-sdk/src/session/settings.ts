import type { IApiSettings, IRequestHeaders, Waitable } from '@looker/sdk-rtl'
import type { Session } from '@looker-auth/core'
import { defaultTimeoutSeconds } from '../transport/call-bounds.js'

/** Settings of all calls of one SDK object; a call's own `options` replace them. */
export interface CallSettings {
  /** How long a call may take, in seconds: until its body is read, of a stream until its headers are there. Default 120. */
  readonly timeout?: number | undefined
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Who sends the requests, for Looker's System Activity. Default: the SDK's own, such as `TS-SDK 26.12`. */
  readonly agentTag?: string | undefined
  /** How often a call is sent at most, where Looker answers 202, 429 or 503. Default 1. */
  readonly maxTries?: number | undefined
  /** Asked before each further try. Default: waits as long as Looker says, else some seconds. */
  readonly waitHandler?: Waitable | undefined
}

/** The settings as the SDK's classes read them: where the session's Looker is, and nothing secret. */
export function settingsOf(session: Session, settings: CallSettings): IApiSettings {
  const { timeout = defaultTimeoutSeconds, headers, agentTag, maxTries, waitHandler } = settings
  return {
    base_url: session.baseUrl,
    verify_ssl: true,
    timeout,
    // The SDK's classes put their own tag where there is none.
    agentTag: agentTag as string,
    ...(headers !== undefined && { headers: { ...headers } as IRequestHeaders }),
    ...(maxTries !== undefined && { maxTries }),
    ...(waitHandler !== undefined && { waitHandler }),
    isConfigured: () => true,
    readConfig: () => ({}),
  }
}
