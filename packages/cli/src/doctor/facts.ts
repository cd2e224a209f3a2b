import type { Session, Settings } from '@looker-auth/node'
import type { User } from '../commands/user.js'

/** What the steps found out so far. */
export interface Facts {
  /** Where every setting but the API key can be used. */
  readonly settings?: Settings
  /** The place of base_url, as a part of a sentence: `environment variable LOOKERSDK_BASE_URL`. */
  readonly baseUrlPlace?: string | undefined
  /** The place of api_version. */
  readonly apiVersionPlace?: string | undefined
  /** What looks wrong in the API key, with its place: sentences. */
  readonly keyAdvice?: string | undefined
  /** Why there is no API key to sign in with. */
  readonly keyFault?: string | undefined
  /** What the server's clock showed. */
  readonly serverTime?: ServerTime | undefined
  /** Signed in. */
  readonly session?: Session
  readonly user?: User
  /** Why nothing more can be asked of the server. */
  readonly blocked?: string | undefined
}

/** A Date header, and between which times of this machine it was written. Milliseconds since 1970. */
export interface ServerTime {
  readonly dateMs: number
  readonly sentAtMs: number
  readonly receivedAtMs: number
}
