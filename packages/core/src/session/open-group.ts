import type { ConnectionOptions } from '../api-auth/options.js'
import type { Sharing } from '../sharing/share-tokens.js'
import type { SudoIdentity } from '../sudo/sudo-grant.js'
import { type Identity, type Workspace, workspaceOf } from '../tokens/identity.js'
import { Ledger } from '../tokens/ledger.js'
import type { TokenSource } from '../tokens/token-source.js'
import { AbortListeners } from '../transport/abort-listeners.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import type { followRedirects } from '../transport/follow-redirects.js'
import type { ChildIdentity } from './call-options.js'
import type { SessionEventListener } from './events.js'
import { Registry } from './registry.js'
import { closeGroup } from './revocation/close-group.js'
import { revocationTurns } from './revocation/revocation-turns.js'
import { Session } from './session.js'
import type { Background, SessionGroup } from './session-group.js'
import type { TokenCacheInit } from './token-cache/cache-parts.js'
import { TokenCache } from './token-cache/token-cache.js'

/** With what help a session signs in. */
export interface SessionGroupOptions extends ConnectionOptions {
  /** The workspace that every token is moved to before it is used. Default: Looker's own, production. */
  readonly workspace?: Workspace | undefined
  /** Where tokens are shared: what `shareTokens()` returned. Default: in this session group's memory only. */
  readonly sharing?: Sharing | undefined
  /** Where a renewal runs that no caller waits for: `true` for runtimes that go on after a response (servers, pages), else the runtime's `waitUntil`. Default: callers wait for it. */
  readonly background?: boolean | Background | undefined
  /** Whether the platform's fetch follows redirects, as browsers must. Default false: the session does, and drops the token off the origin. */
  readonly platformRedirects?: boolean | undefined
  /** Called once when the session group is closed, to let go of what its fetch or store holds open. */
  readonly onClose?: (() => void | Promise<void>) | undefined
  /** As `session.onEvent`, from the first moment. */
  readonly onEvent?: SessionEventListener | undefined
}

/** What kind of session group it is. */
export interface GroupKind {
  readonly calls: AuthCalls
  /** Where the tokens of the group come from; those of the first session, unless it has a source of its own. */
  readonly source: TokenSource
  readonly root: Pick<TokenCacheInit, 'grant' | 'isPersonal'> & { readonly source?: TokenSource | undefined }
  /** How redirects of callers' requests are followed; undefined: by the platform. */
  readonly follow: typeof followRedirects | undefined
  readonly maxSessions: number
  /** Makes the sessions of other users. */
  childrenOf(root: TokenCache, source: TokenSource): (asked: ChildIdentity) => Child
  /** Opens a session group of the same credentials in another workspace; its events go to the listener. */
  inWorkspace(workspace: Workspace, onEvent: SessionEventListener): Session
}

/** A session of another user. */
export interface Child {
  readonly identity: SudoIdentity
  make(name: string): TokenCache
}

/** Opens a session group: its first session, and what all its sessions share. */
export function openGroup(options: SessionGroupOptions, kind: GroupKind): Session {
  const { calls, source } = kind
  const { sharing } = options
  const registry = new Registry(kind.maxSessions)
  const group: SessionGroup = {
    calls,
    aborts: new AbortListeners(),
    isPrivate: sharing?.isPrivate ?? true,
    background: backgroundOf(options.background),
    follow: kind.follow,
    revokeInTurn: revocationTurns(calls.clock),
    ledger: new Ledger(calls.clock),
    reportFor(name, subject, body) {
      const cache = registry.known(name)
      if (cache !== undefined) cache.report(body)
      else group.emit({ ...body, ...(subject !== undefined && { subject }) })
    },
    emit: event => root.observers.eventListeners.call(event),
  }
  const children = () => registry.all()
  const root = new TokenCache({ name: '', group, source, children, ...withoutUndefined(kind.root) })
  if (options.onEvent !== undefined) root.observers.eventListeners.add(options.onEvent)
  const endRevalidation = sharing?.revalidateWhen?.(() => {
    root.revalidation?.invalidate(true)
    for (const child of children()) child.revalidation?.invalidate(true)
  })
  const childOf = kind.childrenOf(root, source)
  const others = new Map<Workspace, Session>()
  return new Session(root, {
    root,
    child(asked) {
      const { user, associative, workspace = options.workspace, holder } = asked
      const { identity, make } = childOf({ user, associative, workspace, holder })
      const name = nameOf(identity)
      const cache = registry.resolve(name, () => make(name))
      cache.reopen()
      return cache
    },
    childById(userId) {
      const known = registry.byId(userId)
      if (known !== undefined) return known
      const cache = this.child({ user: userId })
      registry.note(userId, cache)
      return cache
    },
    present(cache) {
      if (cache === root) return root
      return registry.resolve(cache.name, () => cache)
    },
    rootIn(workspace) {
      if (workspace === workspaceOf(root.grant.identity)) return { cache: root, group: this }
      const other = others.get(workspace) ?? kind.inWorkspace(workspace, group.emit)
      others.set(workspace, other)
      return Session.insideOf(other)
    },
    async closeAll() {
      try {
        endRevalidation?.()
      } finally {
        await Promise.all([closeGroup(root, registry.all()), ...[...others.values()].map(one => one.close())])
        await options.onClose?.()
      }
    },
  })
}

function withoutUndefined({ grant, isPersonal, source }: GroupKind['root']) {
  return { grant, isPersonal, ...(source && { source }) }
}

/** The name of an identity within its session group. */
function nameOf({ subject, associative, workspace, holder, external }: Identity): string {
  const isPlain = associative === undefined && workspace === undefined && holder === undefined
  if (isPlain && external === undefined) return `u${subject}`
  const user = external === undefined ? subject : [external.type, external.id]
  return JSON.stringify([user, associative ?? null, workspace ?? null, holder ?? null])
}

function backgroundOf(option: boolean | Background | undefined): Background | undefined {
  return option === true ? () => {} : option === false ? undefined : option
}
