import { answer } from '../page-endpoint/answers.js'
import { RateBound } from '../page-endpoint/bounds/rate-bound.js'
import { Turns } from '../page-endpoint/bounds/turns.js'
import { pageHandler } from '../page-endpoint/page-handler.js'
import { Refusal } from '../page-endpoint/refusal.js'
import { SignOuts } from '../page-endpoint/sign-outs.js'
import { tell } from '../page-endpoint/tell.js'
import { sha256 } from '../runtime/sha256.js'
import { Session } from '../session/session.js'
import { encryptedStore } from '../stores/encrypted-store.js'
import { memoryStore } from '../stores/memory-store.js'
import { acquireTokens } from './acquire-tokens.js'
import type { AcquireRequest } from './asked.js'
import { checkEmbedPage } from './check-embed-page.js'
import { type EmbedOwner, embedOwner, recordKeyOf } from './embed-owner.js'
import type { EmbedWorld } from './embed-world.js'
import { endAll } from './end-sessions.js'
import { generateTokens } from './generate-tokens.js'
import { EmbedCalls } from './looker/embed-calls.js'
import type { AcquiredTokens } from './looker/tokens.js'
import { names } from './names.js'
import { checkEmbedEndpointOptions, type EmbedEndpoint, type EmbedEndpointOptions } from './options.js'
import { PresentedTokens } from './presented-tokens.js'
import { EmbedRecords } from './record/embed-records.js'

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
  const acquiring = new Set<AcquireRequest>()
  const signOuts = new SignOuts()
  const presented = new PresentedTokens(clock)
  // A page that was refused a new embed still gets new tokens for those that it has.
  const bounds = {
    GET: new RateBound(clock, requestsPerMinute),
    PUT: new RateBound(clock, requestsPerMinute),
  }

  const acquire = async (request: AcquireRequest): Promise<AcquiredTokens> => {
    acquiring.add(request)
    try {
      return await acquireTokens(world, turns, request)
    } finally {
      acquiring.delete(request)
    }
  }

  const serve = async (
    request: Request,
    owner: EmbedOwner,
    began: number,
    askAgain: () => Promise<EmbedOwner | undefined>,
  ): Promise<Response> => {
    const isGet = request.method === 'GET'
    const retryAfterMs = bounds[isGet ? 'GET' : 'PUT'].count(owner.recordKey)
    if (retryAfterMs !== undefined) throw new Refusal('rate_limited', { ...tooMany, retryAfterMs })
    const refuseIfEnded = (): void => signOuts.refuseIfEnded(owner.recordKey, began)
    const again = async (): Promise<EmbedOwner> => {
      const now = await askAgain()
      refuseIfEnded()
      if (now?.sessionKey === owner.sessionKey) return now
      throw new Refusal('signed_out')
    }
    return signOuts.unlessEnded(owner.recordKey, began, async () => {
      if (isGet) return answer(200, await acquire({ owner, again, refuseIfEnded }))
      const tokens = await generateTokens(world, owner, await presented.of(request))
      return answer(200, tokens ?? { session_reference_token_ttl: 0 })
    })
  }

  const handle = pageHandler({
    names,
    clock,
    methods: ['GET', 'PUT'],
    check: request => checkEmbedPage(request, listed),
    userFor: embedUserFor,
    requestsAtOnce: options.requestsAtOnce,
    onError,
    onRefusal: options.onRefusal,
    begin: () => signOuts.begin(),
    nameOf: owner => owner.recordKey,
    ownerOf: (application, request) => embedOwner(application, request, options),
    serve,
  })

  const endpoint = async (request: Request): Promise<Response> =>
    presented.inPlaceOf(await handle(request), request)
  return Object.assign(endpoint, {
    signOut: async ({ sessionId }: Parameters<EmbedEndpoint['signOut']>[0]) => {
      const recordKey = await recordKeyOf(sessionId, session.baseUrl)
      signOuts.note(recordKey)
      // A request that is under way ends the session that it makes, after this sign-out.
      const underWay = [...acquiring].some(({ owner }) => owner.recordKey === recordKey)
      const { known, dead } = await endAll(world, recordKey)
      return { revoked: known > 0 && known === dead && !underWay }
    },
  })
}

function embedWorld({ session, store, encrypt, lock, onError }: EmbedEndpointOptions): EmbedWorld {
  const { cache } = Session.insideOf(session)
  const { clock, random } = cache.group.calls
  const report = (error: unknown): void => tell(onError, error)
  const kept =
    store === undefined || encrypt === undefined
      ? memoryStore({ clock })
      : encryptedStore(store, encrypt, { random })
  return {
    calls: new EmbedCalls(session, report),
    records: new EmbedRecords(kept, clock, report),
    lock,
    clock,
    accountHash: async () => sha256((await cache.grant.open()).clientId ?? ''),
    report,
  }
}

const tooMany = { message: 'The embed endpoint was asked too often in this application session.' }
