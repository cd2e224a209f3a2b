import { AuthError } from '../../src/errors/auth-error.js'
import type {
  MachineContext,
  MachineEvent,
  MachineEventName,
  State,
  StateName,
} from '../../src/session/state-machine/states.js'
import type { CachedToken } from '../../src/tokens/cached-token.js'
import type { CompletedSignIn } from '../../src/tokens/token-source.js'

/** One circumstance of a cell: what the machine is asked. */
export interface Situation {
  readonly state: State
  readonly event: MachineEvent
  readonly context: MachineContext
}

const monotonicMs = 1_000_000
const wallMs = Date.UTC(2026, 0, 1)
const request = 7
const soonMs = 1000

const ages: Record<string, { softWall: number; softMono: number; hardWall: number; hardMono: number }> = {
  fresh: { softWall: 1, softMono: 1, hardWall: 2, hardMono: 2 },
  due: { softWall: 0, softMono: 0, hardWall: 1, hardMono: 1 },
  'due by the wall clock': { softWall: 0, softMono: 1, hardWall: 1, hardMono: 2 },
  'due by the monotonic clock': { softWall: 1, softMono: 0, hardWall: 2, hardMono: 1 },
  expired: { softWall: -1, softMono: -1, hardWall: 0, hardMono: 0 },
  'expired by the wall clock': { softWall: -1, softMono: 1, hardWall: 0, hardMono: 2 },
  'expired by the monotonic clock': { softWall: 1, softMono: -1, hardWall: 2, hardMono: 0 },
}

const known = new Set([
  ...Object.keys(ages),
  'always',
  'personal',
  'other request',
  'other token',
  'waiting',
  'cooled down',
  'refused before',
  'refused',
  'unavailable',
  'parent ended',
  'user moved',
  'accepted',
  'unaccepted',
  'soon after a rejection',
  'long after a rejection',
  'suppressed',
  'completed',
  'nobody signed in',
  'nobody here',
])

/** What the words say of state, event and context. */
export function situation(name: StateName, event: MachineEventName, circumstance: string): Situation {
  const words = new Set(circumstance.split(', '))
  for (const word of words) if (!known.has(word)) throw new Error(`"${word}" is no known circumstance`)
  const context = { wallMs, monotonicMs, personal: words.has('personal') }
  return { state: stateOf(name, words), event: eventOf(event, words), context }
}

/** A token that the store or a request brings. */
export const newToken: CachedToken = { ...tokenOf(new Set(['fresh'])), id: 'new', accessToken: 'new' }

/** What a person signed in for. */
const signedIn = { signInId: 'another', obtained: {}, before: undefined } as unknown as CompletedSignIn

function tokenOf(words: ReadonlySet<string>): CachedToken {
  const age = [...words].map(word => ages[word]).find(found => found !== undefined) ?? ages.fresh
  const { softWall, softMono, hardWall, hardMono } = age as (typeof ages)[string] & object
  const suppressibleUntilMs = words.has('soon after a rejection')
    ? monotonicMs + 1
    : words.has('long after a rejection')
      ? monotonicMs
      : 0
  return {
    accessToken: 'held',
    id: 'held',
    signInId: 'sign-in',
    epoch: 1,
    own: true,
    endMs: monotonicMs + 2 * soonMs,
    softWallMs: wallMs + softWall * soonMs,
    softMonotonicMs: monotonicMs + softMono * soonMs,
    hardWallMs: wallMs + hardWall * soonMs,
    hardMonotonicMs: monotonicMs + hardMono * soonMs,
    suppressibleUntilMs,
    suppressed: words.has('suppressed'),
  }
}

function stateOf(name: StateName, words: ReadonlySet<string>): State {
  const refused = words.has('refused before')
  const waits = words.has('waiting') || refused
  const notBeforeMs = waits ? monotonicMs + 1 : monotonicMs
  const error = new AuthError(refused ? 'bad_credentials' : 'unavailable')
  switch (name) {
    case 'signing_in':
      return { name, request, failures: 0, afterRejection: false }
    case 'signed_in':
      return waits
        ? { name, request, token: tokenOf(words), failures: 1, notBeforeMs, error }
        : { name, request, token: tokenOf(words), failures: 0, notBeforeMs: 0 }
    case 'renewing':
      return { name, request, token: tokenOf(words), failures: 0 }
    case 'signed_out':
      return { name, request, reason: 'logout' }
    case 'denied':
      return { name, request, error: new AuthError('bad_credentials'), notBeforeMs }
    case 'failed_for_now':
      return { name, request, error, notBeforeMs, failures: 1 }
    default:
      return { name, request }
  }
}

function eventOf(type: MachineEventName, words: ReadonlySet<string>): MachineEvent {
  const number = words.has('other request') ? request - 1 : request
  switch (type) {
    case 'granted':
      return { type, request: number, token: newToken }
    case 'failed': {
      const userMoved = words.has('user moved')
      return { type, request: number, error: failureOf(words), jitter: 0.5, userMoved }
    }
    case 'abandoned':
    case 'stalled':
      return { type, request: number }
    case 'rejected':
      return { type, tokenId: words.has('other token') ? 'other' : 'held', accepted: words.has('accepted') }
    case 'replaced':
      return { type, token: newToken }
    case 'sign_in':
      return { type, ...(words.has('completed') && { completed: signedIn }) }
    default:
      return { type }
  }
}

function failureOf(words: ReadonlySet<string>): AuthError {
  if (words.has('refused')) return new AuthError('bad_credentials')
  if (words.has('user moved')) return new AuthError('identity_changed')
  if (words.has('parent ended')) return new AuthError('signed_out')
  if (words.has('nobody signed in')) return new AuthError('sign_in_required')
  if (words.has('nobody here')) return new AuthError('sign_in_required', { status: 401 })
  return new AuthError('unavailable')
}
