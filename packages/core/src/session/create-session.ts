import { authCalls, type CredentialsSource } from '../api-auth/options.js'
import { AuthError } from '../errors/auth-error.js'
import { apiKeyGrant } from '../grants/api-key.js'
import { type PresetToken, staticToken } from '../grants/static-token.js'
import { versionTraits } from '../protocol/endpoints.js'
import { type CheckedExternalUser, checkExternalUser } from '../protocol/external-user.js'
import { canonicalUserId } from '../protocol/user-id.js'
import { BoundedMap } from '../runtime/bounded-map.js'
import { parentSession } from '../sudo/parent-session.js'
import { SudoGrant, type SudoIdentity } from '../sudo/sudo-grant.js'
import { privateTokenSource } from '../tokens/private-token-source.js'
import type { TokenSource } from '../tokens/token-source.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import { failureTable } from '../transport/failure-table.js'
import { followRedirects } from '../transport/follow-redirects.js'
import type { ChildIdentity } from './call-options.js'
import { checkOptions } from './checked-options.js'
import { type Child, type GroupKind, openGroup, type SessionGroupOptions } from './open-group.js'
import type { Session } from './session.js'
import { TokenCache } from './token-cache/token-cache.js'

/** Where, as whom and with what help a session signs in. */
export interface SessionOptions extends SessionGroupOptions {
  /** An API key, or a function that is asked for one at each login. */
  readonly credentials?: CredentialsSource | undefined
  /** A token obtained elsewhere, in place of credentials: used as it is and never renewed. */
  readonly token?: string | PresetToken | undefined
  /** How many sudo sessions to remember; idle ones beyond are forgotten. Default 10,000. */
  readonly maxSessions?: number | undefined
}

/**
 * A session for one identity: that of the credentials. It signs in when a call first needs a token.
 *
 * @throws AuthError `configuration` at once for settings that cannot work; secrets are first asked for at a login.
 */
export function createSession(options: SessionOptions): Session {
  const calls = authCalls(options, failureTable)
  checkOptions(options)
  return openGroup(options, {
    calls,
    source: options.sharing?.open(calls) ?? privateTokenSource,
    root: { ...rootGrant(calls, options), isPersonal: false },
    follow: options.platformRedirects ? undefined : followRedirects,
    maxSessions: options.maxSessions ?? 10_000,
    childrenOf: sudoChildren,
    inWorkspace: (workspace, onEvent) =>
      createSession({ ...options, workspace, onEvent, onClose: undefined }),
  })
}

function rootGrant(
  calls: AuthCalls,
  { credentials, token, workspace }: SessionOptions,
): Omit<GroupKind['root'], 'isPersonal'> {
  if (credentials !== undefined && token !== undefined) {
    throw new AuthError('configuration', {
      message: 'Both credentials and a token are given.',
      hint: 'Give credentials, and the session signs in by itself; or a token, and it is used as it is.',
    })
  }
  if (token !== undefined) {
    const preset = typeof token === 'string' ? { accessToken: token } : token
    return staticToken(calls, preset, { grant: 'preset', workspace })
  }
  if (credentials !== undefined)
    return { grant: apiKeyGrant(calls, credentials, { grant: 'api_key', workspace }) }
  throw new AuthError('configuration', {
    message: 'Neither credentials nor a token are given.',
    hint: 'Give credentials: { clientId, clientSecret } of an API key, or a function that answers them.',
  })
}

const mostToCreate = 100_000

/** Other users' sessions, through the root's admin rights. */
function sudoChildren(root: TokenCache, source: TokenSource): (asked: ChildIdentity) => Child {
  const { group } = root
  const { apiVersion } = group.calls.target
  const parent = parentSession(root)
  /** The external user ids of embed users who are made where Looker does not know them. */
  const toCreate = new BoundedMap<true>(mostToCreate)
  return ({ user, associative, workspace, holder }) => {
    const isExternal = typeof user === 'object' && user !== null
    const checked: Partial<CheckedExternalUser> = isExternal ? checkExternalUser(user, apiVersion) : {}
    const subject = isExternal ? undefined : canonicalUserId(user, apiVersion)
    const { external, create } = checked
    const identity: SudoIdentity = { grant: 'sudo', subject, associative, workspace, external, holder }
    const make = (name: string): TokenCache => {
      if (associative !== undefined && !versionTraits[apiVersion].associative) {
        throw new AuthError('configuration', {
          message: `API ${apiVersion} does not know the setting "associative".`,
          hint: 'Leave it out, or use API version 3.1 or 4.0.',
        })
      }
      const mayCreate = (): boolean => external !== undefined && toCreate.get(external.id) === true
      const grant = new SudoGrant(group.calls, parent, identity, mayCreate)
      // A session with a holder belongs to an application session: a page's request from before its end gets no token after it.
      return new TokenCache({ name, group, grant, source, isPersonal: holder !== undefined, parent })
    }
    if (create && external !== undefined) toCreate.set(external.id, true)
    return { identity, make }
  }
}
