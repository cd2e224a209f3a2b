import { answer } from '../page-endpoint/answers.js'
import { RateBound } from '../page-endpoint/bounds/rate-bound.js'
import { pageHandler } from '../page-endpoint/page-handler.js'
import { notUnderstood, readBody } from '../page-endpoint/read-body.js'
import { Refusal } from '../page-endpoint/refusal.js'
import { tell } from '../page-endpoint/tell.js'
import type { Clock } from '../runtime/clock.js'
import { newId } from '../runtime/new-id.js'
import { Session } from '../session/session.js'
import { StoreKeys } from '../sharing/store-key.js'
import { encryptedStore } from '../stores/encrypted-store.js'
import { memoryStore } from '../stores/memory-store.js'
import { acquireTokens } from './acquire-tokens.js'
import { checkEmbedPage } from './check-embed-page.js'
import { type EmbedOwner, embedOwner, recordName } from './embed-owner.js'
import type { EmbedWorld } from './embed-world.js'
import { endSessions } from './end-sessions.js'
import { generateTokens } from './generate-tokens.js'
import { EmbedCalls, type TokenPair } from './looker/embed-calls.js'
import { names } from './names.js'
import { checkEmbedEndpointOptions, type EmbedEndpoint, type EmbedEndpointOptions } from './options.js'
import { ended } from './record/embed-record.js'
import { EmbedRecords } from './record/embed-records.js'
import { type Began, SignOuts } from './sign-outs.js'
import { Turns } from './turns.js'

/**
 * The server's half of Looker's cookieless embed: a handler for the official client, `initCookieless(host, url, url)` of
 * `@looker/embed-sdk`. GET begins embedded content in a page, PUT gets it new tokens. The users of one application session, each in each of their browsers, have one
 * embed session at Looker, which all its pages join, and which the application's sign-out ends.
 *
 * The page gets tokens only. What could be used to get more, `session_reference_token`, stays on the server.
 *
 * @throws AuthError `configuration` for a session of another user or of a person's own, or options that cannot work.
 * @example
 * ```ts
 * import { createEmbedEndpoint, createSession } from '@looker-auth/core'
 *
 * const session = createSession({ baseUrl: 'https://looker.example.com', credentials: { clientId: 'id', clientSecret: 'secret' } })
 * const user = { externalUserId: 'ana', permissions: ['access_data', 'see_user_dashboards'], models: ['orders'] }
 * const endpoint = createEmbedEndpoint({
 *   session,
 *   embedDomain: 'https://app.example.com',
 *   embedUserFor: request => (request.headers.get('cookie') === 'sid=1' ? { sessionId: '1', user } : null),
 * })
 * // In the application's own sign-out:
 * const signOut = () => endpoint.signOut({ sessionId: '1' })
 * ```
 */
export function createEmbedEndpoint(options: EmbedEndpointOptions): EmbedEndpoint {
  checkEmbedEndpointOptions(options)
  const { session, embedUserFor, embedDomain, origins = [], requestsPerMinute = 60, onError } = options
  const world = embedWorld(options)
  const { clock } = world
  const listed = new Set([embedDomain, ...origins])
  const turns = new Turns(clock)
  const signOuts = new SignOuts(clock)
  // A page that was refused a new embed still gets new tokens for those that it has.
  const bounds = {
    GET: new RateBound(clock, requestsPerMinute),
    PUT: new RateBound(clock, requestsPerMinute),
  }

  const serve = async (request: Request, owner: EmbedOwner, began: Began): Promise<Response> => {
    const isGet = request.method === 'GET'
    const retryAfterMs = bounds[isGet ? 'GET' : 'PUT'].count(owner.name)
    if (retryAfterMs !== undefined) throw new Refusal('rate_limited', { ...tooMany, retryAfterMs })
    const isSignedOut = signOuts.checkOf(owner.name, began)
    if (isGet) {
      const work = () => acquireTokens(world, owner, isSignedOut)
      return answer(200, await turns.run(owner.key, work))
    }
    const presented = await readPair(request, clock)
    const tokens = await generateTokens(world, owner, presented, isSignedOut)
    return answer(200, tokens ?? { session_reference_token_ttl: 0 })
  }

  const handle = pageHandler({
    names,
    clock,
    methods: ['GET', 'PUT'],
    check: request => checkEmbedPage(request, listed),
    whose: embedUserFor,
    requestsAtOnce: options.requestsAtOnce,
    onError,
    onRefusal: options.onRefusal,
    begin: () => signOuts.begin(),
    ownerOf: (application, request) => embedOwner(application, request, options),
    serve,
  })

  return Object.assign(handle, {
    signOut: async ({ sessionId }: Parameters<EmbedEndpoint['signOut']>[0]) => {
      const name = await recordName(sessionId, session.baseUrl)
      signOuts.note(name)
      const mark = { id: newId(world.random), atMs: clock.now() }
      await world.records.change(name, record => ended(record, mark))
      const { known, dead } = await endSessions(world, name)
      return { revoked: known > 0 && known === dead }
    },
  })
}

function embedWorld({ session, store, encrypt, lock, onError }: EmbedEndpointOptions): EmbedWorld {
  const { cache } = Session.insideOf(session)
  const { clock, random } = cache.group.calls
  const report = (error: unknown): void => tell(onError, error)
  const keys = new StoreKeys()
  const kept =
    store === undefined || encrypt === undefined
      ? memoryStore({ clock })
      : encryptedStore(store, encrypt, { random })
  return {
    calls: new EmbedCalls(session),
    records: new EmbedRecords(kept, clock, report),
    lock,
    clock,
    random,
    account: () => keys.of(cache),
    report,
  }
}

/** Of two tokens that Looker makes. */
const mostBytes = 65_536

async function readPair(request: Request, clock: Clock): Promise<TokenPair> {
  const { api_token, navigation_token } = await readBody(request, mostBytes, clock, names)
  if (typeof api_token === 'string' && typeof navigation_token === 'string')
    return { api_token, navigation_token }
  throw notUnderstood(names, 'It lacks api_token or navigation_token.')
}

const tooMany = { message: 'The embed endpoint was asked too often in this application session.' }
