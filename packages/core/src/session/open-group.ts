import type { ConnectionOptions } from '../api-auth/options.js'
import type { Grant } from '../grants/grant.js'
import { StoreAccess } from '../sharing/store-client.js'
import type { Lock } from '../stores/lock.js'
import type { TokenStore } from '../stores/token-store.js'
import type { SudoIdentity } from '../sudo/sudo-grant.js'
import { trackServed } from '../tokens/custody.js'
import type { Workspace } from '../tokens/identity.js'
import { Ledger } from '../tokens/ledger.js'
import { AbortListeners } from '../transport/abort-listeners.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import type { followRedirects } from '../transport/follow-redirects.js'
import type { ChildIdentity } from './call-options.js'
import type { SessionEventListener } from './events.js'
import { Registry } from './registry.js'
import type { Background } from './relatives.js'
import { closeGroup } from './revocation/close-group.js'
import { revocationTurns } from './revocation/revocation-turns.js'
import { Session } from './session.js'
import type { Family } from './session-group.js'
import { SessionCore } from './token-cache/token-cache.js'

/** With what help a session signs in. */
export interface FamilyOptions extends ConnectionOptions {
  /** The workspace that every token is moved to before it is used. Default: Looker's own, production. */
  readonly workspace?: Workspace | undefined
  /** Where tokens are shared. Default: this session family's memory, which nobody else sees. */
  readonly store?: TokenStore | undefined
  /** Whether nobody else gets the tokens of the store that is given: `close()` then revokes them. Default false. */
  readonly storeIsPrivate?: boolean | undefined
  /** Saves logins between processes on one store. Default: none. */
  readonly lock?: Lock | undefined
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
  /** Given a function, calls it whenever time may have passed unseen (a machine woke up, a page is shown again): the store is then read before anything is served. Returns how to end that. */
  readonly recheck?: ((look: () => void) => () => void) | undefined
  /** Called once when the family is closed, to let go of what its fetch or store holds open. */
  readonly onClose?: (() => void | Promise<void>) | undefined
  /** As `session.onEvent`, from the first moment. */
  readonly onEvent?: SessionEventListener | undefined
}

/** What kind of family it is. */
export interface FamilyKind {
  readonly calls: AuthCalls
  readonly grant: Grant
  /** How redirects of callers' requests are followed; undefined: by the platform. */
  readonly follow: typeof followRedirects | undefined
  /** Default: the one of the options. */
  readonly ownStore?: TokenStore | undefined
  readonly maxSessions: number
  /** Makes the sessions of other users. */
  childrenOf(
    root: SessionCore,
  ): (identity: ChildIdentity) => { identity: SudoIdentity; make: (name: string) => SessionCore }
}

/** Opens a family: its first session, and what all its sessions share. */
export function openFamily(options: FamilyOptions, kind: FamilyKind): Session {
  const { calls } = kind
  const registry = new Registry(kind.maxSessions)
  const store = options.store ?? kind.ownStore
  const family: Family = {
    calls,
    aborts: new AbortListeners(),
    store: store === undefined ? undefined : new StoreAccess(store, calls.clock),
    ownsStore: options.storeIsPrivate ?? options.store === undefined,
    lock: options.lock,
    lockWaitMs: options.lockWaitMs ?? 30_000,
    lockHoldMs: options.lockHoldMs ?? 30_000,
    checkEveryMs: options.checkEveryMs ?? 400,
    background: backgroundOf(options.background),
    follow: kind.follow,
    revokeInTurn: revocationTurns(calls.clock),
    ledger: new Ledger(calls.clock),
    known: { clientId: undefined, asking: undefined },
    reportFor(name, subject, body) {
      const core = registry.known(name)
      if (core !== undefined) core.report(body)
      else family.emit({ ...body, ...(subject !== undefined && { subject }) })
    },
    emit: event => root.audience.eventListeners.call(event),
  }
  const endChildren = (): void => {
    for (const child of registry.all()) child.dispatch({ type: 'ended', parent: true })
  }
  const trackChildren = (): void => {
    for (const child of registry.all())
      if (child.held !== undefined && root.signIns?.hasEnded(child.held.parentSignInId))
        trackServed(child, child.held)
  }
  const doubtChildren = (): void => {
    for (const child of registry.all()) child.watch?.doubt()
  }
  const relatives = { endChildren, trackChildren, doubtChildren, parentWatched: () => true }
  const root = new SessionCore('', family, kind.grant, relatives)
  if (options.onEvent !== undefined) root.audience.eventListeners.add(options.onEvent)
  const endRecheck = options.recheck?.(() => {
    root.watch?.doubt(true)
    doubtChildren()
  })
  const children = kind.childrenOf(root)
  return new Session(root, {
    root,
    child(asked) {
      const { identity, make } = children({ ...asked, workspace: asked.workspace ?? options.workspace })
      const name = nameOf(identity)
      const core = registry.resolve(name, () => make(name))
      core.reopen()
      return core
    },
    present(core) {
      if (core === root) return root
      return registry.resolve(core.name, () => core)
    },
    async closeAll() {
      endRecheck?.()
      await closeGroup(root, registry.all())
      await options.onClose?.()
    },
  })
}

/** Tells the identities of a family apart. */
function nameOf({ subject, associative, workspace, holder }: SudoIdentity): string {
  if (associative === undefined && workspace === undefined && holder === undefined) return `u${subject}`
  return JSON.stringify([subject, associative ?? null, workspace ?? null, holder ?? null])
}

function backgroundOf(option: boolean | Background | undefined): Background | undefined {
  return option === true ? () => {} : option === false ? undefined : option
}
