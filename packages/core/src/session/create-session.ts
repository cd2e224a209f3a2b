import { authCalls, type ConnectionOptions, type CredentialsSource } from '../api-auth/options.js'
import { AuthError } from '../errors/auth-error.js'
import { apiKeyGrant } from '../grants/api-key.js'
import type { Grant } from '../grants/grant.js'
import { type PresetToken, presetGrant } from '../grants/preset.js'
import { SudoGrant, type SudoIdentity } from '../grants/sudo.js'
import { versionTraits } from '../protocol/endpoints.js'
import { canonicalUserId } from '../protocol/user-id.js'
import type { Lock } from '../seams/lock.js'
import type { TokenStore } from '../seams/store.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import { checkOptions } from './checked-options.js'
import type { SessionEventListener } from './events.js'
import type { Family } from './family.js'
import type { Workspace } from './identity.js'
import { Registry } from './registry.js'
import type { Background, Minted, Relatives } from './relatives.js'
import { type FamilyHouse, Session } from './session.js'
import { SessionCore } from './session-core.js'
import { StoreAccess } from './store-access.js'
import { signInOf, sudoParent } from './sudo-parent.js'

/** Where, as whom and with what help a session signs in. */
export interface SessionOptions extends ConnectionOptions {
  /** An API key, or a function that is asked for one at each login. */
  readonly credentials?: CredentialsSource | undefined
  /** A token obtained elsewhere, in place of credentials: used as it is and never renewed. */
  readonly token?: string | PresetToken | undefined
  /** The workspace that every token is moved to before it is used. Default: Looker's own, production. */
  readonly workspace?: Workspace | undefined
  /** Where tokens are shared. Default: this session family's memory, which nobody else sees. */
  readonly store?: TokenStore | undefined
  /** Saves logins between processes on one store. Default: none. */
  readonly lock?: Lock | undefined
  /** How many sudo sessions to remember; idle ones beyond are forgotten. Default 10,000. */
  readonly maxSessions?: number | undefined
  /** Where a renewal runs that no caller waits for: `true` for runtimes that go on after a response (servers, pages), else the runtime's `waitUntil`. Default: callers wait for it. */
  readonly background?: boolean | Background | undefined
  /** Whether the platform's fetch follows redirects, as browsers must. Default false: the session does, and drops the token off the origin. */
  readonly platformRedirects?: boolean | undefined
  /** How old the last look at a store that cannot watch may be when a token is served, in milliseconds. Default 400. */
  readonly checkEveryMs?: number | undefined
  /** How long to wait for the lock, in milliseconds. Default 30,000; then a login without it. */
  readonly lockWaitMs?: number | undefined
  /** How long to hold the lock at most, in milliseconds. Default 30,000. */
  readonly lockHoldMs?: number | undefined
  /** Called once when the family is closed, to let go of what its fetch or store holds open. */
  readonly onClose?: (() => void | Promise<void>) | undefined
  /** As `session.onEvent`, from the first moment. */
  readonly onEvent?: SessionEventListener | undefined
}

/**
 * A session for one identity: that of the credentials. It signs in when a call first needs a token.
 *
 * @throws AuthError `configuration` at once for settings that cannot work; secrets are first asked for at a login.
 */
export function createSession(options: SessionOptions): Session {
  const calls = authCalls(options)
  checkOptions(options)
  const registry = new Registry(options.maxSessions ?? 10_000)
  const family: Family = {
    calls,
    store: options.store === undefined ? undefined : new StoreAccess(options.store, calls.clock),
    lock: options.lock,
    lockWaitMs: options.lockWaitMs ?? 30_000,
    lockHoldMs: options.lockHoldMs ?? 30_000,
    checkEveryMs: options.checkEveryMs ?? 400,
    background: backgroundOf(options.background),
    platformRedirects: options.platformRedirects ?? false,
    emit: event => root.audience.eventListeners.call(event),
  }
  const endChildren = (): void => {
    for (const child of registry.all()) child.dispatch({ type: 'ended' })
  }
  const minted = (signInId: string | undefined): Minted[] =>
    registry.all().flatMap(child => {
      const { held } = child
      // Where the store is shared, what hangs on another sign-in is still somebody's.
      const ours = held !== undefined && (family.store === undefined || held.parentSignInId === signInId)
      return ours ? [{ accessToken: held.accessToken, report: body => child.report(body) }] : []
    })
  const root = new SessionCore('', family, rootGrant(calls, options), {
    endChildren,
    minted,
    doubtChildren() {
      for (const child of registry.all()) child.watch?.doubt()
    },
    parentWatched: () => true,
  })
  if (options.onEvent !== undefined) root.audience.eventListeners.add(options.onEvent)
  const makeChild = childMaker(root)
  const house: FamilyHouse = {
    root,
    child(userId, { associative, workspace = options.workspace }) {
      const subject = canonicalUserId(userId, calls.target.apiVersion)
      const identity = { grant: 'sudo', subject, associative, workspace } as const
      const name = nameOf(identity)
      return registry.resolve(name, () => makeChild(name, identity))
    },
    present(core) {
      if (core === root) return root
      return registry.resolve(core.name, () => core)
    },
    async closeAll() {
      await Promise.all([...registry.all(), root].map(core => core.close()))
      await options.onClose?.()
    },
  }
  return new Session(root, house)
}

/** Tells the identities of a family apart. */
function nameOf({ subject, associative, workspace }: SudoIdentity): string {
  if (associative === undefined && workspace === undefined) return `u${subject}`
  return JSON.stringify([subject, associative ?? null, workspace ?? null])
}

function rootGrant(calls: AuthCalls, { credentials, token, workspace }: SessionOptions): Grant {
  if (credentials !== undefined && token !== undefined) {
    throw new AuthError('configuration', {
      message: 'Both credentials and a token are given.',
      hint: 'Give credentials, and the session signs in by itself; or a token, and it is used as it is.',
    })
  }
  if (token !== undefined) {
    const preset = typeof token === 'string' ? { accessToken: token } : token
    return presetGrant(calls, preset, { grant: 'preset', workspace })
  }
  if (credentials !== undefined) return apiKeyGrant(calls, credentials, { grant: 'api_key', workspace })
  throw new AuthError('configuration', {
    message: 'Neither credentials nor a token are given.',
    hint: 'Give credentials: { clientId, clientSecret } of an API key, or a function that answers them.',
  })
}

function childMaker(root: SessionCore): (name: string, identity: SudoIdentity) => SessionCore {
  const { family } = root
  const { apiVersion } = family.calls.target
  const parent = sudoParent(root)
  const relatives: Relatives = {
    endChildren() {},
    minted: () => [],
    doubtChildren() {},
    parentSignIn: () => signInOf(root),
    parentWatched: () => root.watch?.told ?? false,
  }
  return (name, identity) => {
    if (identity.associative !== undefined && !versionTraits[apiVersion].associative) {
      throw new AuthError('configuration', {
        message: `API ${apiVersion} does not know the setting "associative".`,
        hint: 'Leave it out, or use API version 3.1 or 4.0.',
      })
    }
    return new SessionCore(name, family, new SudoGrant(family.calls, parent, identity), relatives)
  }
}

function backgroundOf(option: boolean | Background | undefined): Background | undefined {
  return option === true ? () => {} : option === false ? undefined : option
}
