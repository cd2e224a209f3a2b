import {
  AuthError,
  createSession,
  createUserSession,
  type Fetch,
  nodeFetch,
  oauthGrant,
  type RecordDescription,
  resolveSettings,
  type Session,
  type SessionEvent,
  type Settings,
} from '@looker-auth/node'
import { failureOf } from '../failures/print-failure.js'
import type { GlobalFlags } from '../program/flags.js'
import { notingStore } from '../stored/noting-store.js'
import type { StoredConnection } from '../stored/stored-connection.js'
import { type Io, tell } from '../terminal/io.js'
import { styleOf } from '../terminal/style.js'
import { apiKeyOf } from './api-key.js'
import type { Connection } from './connection.js'
import { openTokens } from './tokens.js'
import { tracedFetch } from './traced-fetch.js'

/** Where the person who signs in is sent back to. Looker has registered this one for `com.looker.cli`. */
export const registeredRedirect = 'http://127.0.0.1:7777'

/** The API version of OAuth. */
const oauthVersion = '4.0'

/** What few commands need of a session. */
export interface OpenOptions {
  /** Where the person who signs in is sent back to. Default: {@link registeredRedirect}. */
  readonly redirectUri?: string
  /** Wraps what sends the requests of the session. */
  readonly wrap?: (fetch: Fetch) => Fetch
  /** Gets each record that the session reads from the store, or writes there. */
  readonly onRecord?: (record: RecordDescription) => void
}

/** The session that a connection describes, on the store that all calls of the command share. */
export async function openSession(
  connection: Connection,
  flags: GlobalFlags,
  io: Io,
  { redirectUri = registeredRedirect, wrap, onRecord }: OpenOptions = {},
): Promise<Session> {
  const { oauth, keychain, profile } = connection
  const settings = resolveSettings(connection.settings)
  const tokens = await openTokens(keychain)
  const key = apiKeyOf(connection, settings)
  const described = (): StoredConnection => ({
    baseUrl: settings.baseUrl,
    apiVersion: oauth === undefined ? settings.apiVersion : oauthVersion,
    allowInsecureHttp: settings.allowInsecureHttp,
    verifySsl: settings.verifySsl,
    ca: settings.ca,
    keychain,
    grant: oauth === undefined ? 'api_key' : 'oauth',
    clientId: oauth?.clientId ?? key.clientId ?? '',
    profile: oauth === undefined ? undefined : profile?.name,
    workspace: flags.workspace,
  })
  const shared = {
    ...withoutKey(settings),
    ...fetchOf(settings, flags, io, [key.guard, wrap]),
    store: notingStore(tokens, described, onRecord),
    lock: tokens.lock,
    // A token that is served soon goes into a script: it should live on for a while.
    background: false,
    onEvent: (event: SessionEvent) => {
      if (flags.verbose) traceEvent(event, flags, io)
      if (event.type === 'store_failure' && ['load', 'commit'].includes(event.operation))
        warnOfStore(event.error, flags, io)
    },
    ...(flags.workspace !== undefined && { workspace: flags.workspace }),
    iniPath: false,
    env: {},
  } as const
  if (oauth === undefined) return createSession({ ...shared, credentials: key.credentials })
  const { clientId, webUrl } = oauth
  const person = profile?.name ?? settings.baseUrl
  const grant = oauthGrant({ clientId, webUrl, redirectUri })
  // Each profile has a person of its own.
  return createUserSession({ ...shared, apiVersion: oauthVersion, grant, person })
}

function withoutKey({ baseUrl, allowInsecureHttp, apiVersion, timeoutMs }: Settings) {
  return { baseUrl, allowInsecureHttp, apiVersion, timeoutMs }
}

/** The connection's settings, or a fetch that has them, where it has to be wrapped. */
function fetchOf(
  { verifySsl, ca, proxy }: Settings,
  { verbose, color }: GlobalFlags,
  io: Io,
  [guard, wrap]: readonly [guard: OpenOptions['wrap'], wrap: OpenOptions['wrap']],
) {
  const connection = { verifySsl, ...(ca !== undefined && { ca }), proxy }
  if (!verbose && guard === undefined && wrap === undefined) return connection
  const own = nodeFetch(connection)
  const guarded = guard?.(own) ?? own
  const fetch = verbose ? tracedFetch(guarded, io, styleOf(io.stderr, io.env, color)) : guarded
  return { fetch: wrap?.(fetch) ?? fetch, onClose: () => own.close() }
}

/** Each call signs in then, and each token lives until it expires. With --json stderr is for the error alone. */
function warnOfStore(error: AuthError, { json }: GlobalFlags, io: Io): void {
  const { message, hint } = failureOf(error)
  if (!json) tell(io, `looker-auth: The token was not stored, so each call signs in. ${message} ${hint}`)
}

function traceEvent(event: SessionEvent, { color }: GlobalFlags, io: Io): void {
  const { type, subject, ...rest } = event
  const fields = Object.entries(rest).map(([name, value]) => {
    return `${name}=${AuthError.is(value) ? value.code : String(value)}`
  })
  const whose = subject === undefined ? '' : `user ${subject}`
  const line = [type, whose, ...fields].filter(part => part !== '').join('  ')
  tell(io, styleOf(io.stderr, io.env, color).dim(`* ${line}`))
}
