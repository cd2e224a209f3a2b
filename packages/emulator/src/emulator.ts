import { platformRandom, type RandomBytes } from './alphanumeric'
import { createApp } from './app'
import { oneOf, throwIfAny } from './check'
import { createClock, type EmulatorClock } from './clock'
import { createControl, isControlPath } from './control'
import { type AllowedOrigins, Cors } from './cors'
import { Directory } from './directory'
import type { Sleep } from './fault/apply-fault'
import { FaultList, type Faults } from './fault/fault-list'
import { createHandler, type Handle } from './handler'
import { Journal, type JournalEntry } from './journal/journal'
import { createLabel } from './journal/label'
import { Mask } from './journal/mask'
import { serve } from './listen'
import type { OauthClientApps } from './oauth/client-apps'
import { createAuthorize, type Decision } from './oauth/decide'
import { createOauthState } from './oauth/oauth-state'
import { type EmulatorOptions, optionProblems, resolveOptions } from './options'
import { respond, toFetchResult } from './outcome'
import { createRateLimiter } from './rate-limiter'
import { createRevoke, type Revocation } from './revoke'
import { resolveSeed, type Seed } from './seed'
import { Places, type Serving } from './serving'
import { realSleep } from './sleep'
import { type Stats, StatsCounter } from './stats'
import { TokenRegistry } from './tokens'
import type { World } from './world'

/** What an emulator is made from. Everything has a default. */
export interface EmulatorInit {
  /** Users, API keys, OAuth client apps and options. Default: `defaultSeed()`. */
  readonly seed?: Seed | undefined
  /** Over the seed's own options. */
  readonly options?: EmulatorOptions | undefined
  /** The host's time in milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** Source of the tokens. Default: the platform's. */
  readonly random?: RandomBytes | undefined
  /** How delays of faults wait. Default: real time. */
  readonly sleep?: Sleep | undefined
  /** Serve the control endpoints under /__emulator. Default false. */
  readonly control?: boolean | undefined
}

export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number | undefined
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** What this port serves: the API, the web pages (/auth), or both. Default "both". /versions and /alive are on each. */
  readonly serve?: Serving | undefined
  /** Serve HTTPS with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
}

export interface EmulatorServer {
  /** Base URL without a trailing slash, such as `http://127.0.0.1:19999`. */
  readonly url: string
  readonly port: number
  /** Stops serving and ends all connections at once, idle or not. */
  close(): Promise<void>
}

/** A local Looker API auth server. */
export interface Emulator {
  /**
   * Answers a request without a network; hand it to any runtime's server, or call it as one calls `fetch`. `init` counts only beside a URL, for
   * servers pass other things behind a Request. Redirects are not followed. A fault that drops the connection rejects with a TypeError.
   */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>
  /** Serves over HTTP on Node. Rejects with EmulatorInputError for a wrong `serve`. May be called more than once; all servers share this emulator's state. */
  listen(options?: ListenOptions): Promise<EmulatorServer>
  readonly clock: EmulatorClock
  /**
   * Signs a person in and lets the application in (or not), as they would do on the pages of /auth. Returns the address that they come back to.
   * Throws EmulatorInputError for an address that goes on nowhere, and a user who cannot sign in.
   */
  authorize(decision: Decision): string
  /** Ends a token, all tokens that act for a user, or refresh tokens. Returns how many were live. */
  revoke(what: Revocation): number
  readonly faults: Faults
  /** The origins whose pages may call the API. */
  readonly allowedOrigins: AllowedOrigins
  /** The applications that may sign people in by OAuth. */
  readonly oauthClientApps: OauthClientApps
  /** The last requests in the order of arrival: a copy, with secrets masked. */
  readonly requests: JournalEntry[]
  /** The counts as they are now. */
  readonly stats: Stats
}

/**
 * Makes a local Looker API auth server with state of its own. Throws EmulatorInputError for a wrong seed or wrong options.
 *
 * @example
 * const emulator = createEmulator({ options: { tokenLifetimeSeconds: 5 } })
 * const server = await emulator.listen()
 * // ... use server.url as the base URL of a Looker client ...
 * await server.close()
 */
export function createEmulator(init: EmulatorInit = {}): Emulator {
  const seed = resolveSeed(init.seed ?? {})
  throwIfAny('Invalid options', init.options === undefined ? [] : optionProblems(init.options, 'options'))
  const settings = resolveOptions({ ...seed.options, ...init.options })
  const random = init.random ?? platformRandom
  const clock = createClock(init.now ?? Date.now)
  const directory = new Directory(seed.users, seed.apiKeys)
  const tokens = new TokenRegistry(clock, random, settings)
  const oauth = createOauthState(clock, random, settings, seed.oauthClientApps)
  const stats = new StatsCounter()
  const places = new Places()
  const world: World = {
    settings,
    directory,
    tokens,
    oauth,
    places,
    stats,
    mayLogIn: createRateLimiter(clock, settings.rateLimit),
  }
  const cors = new Cors(settings.allowedOrigins)
  const faults = new FaultList()
  const journal = new Journal(settings.journalSize)
  const label = createLabel(random)
  const revoke = createRevoke(tokens, oauth)
  const api = createHandler({
    app: createApp(world),
    world,
    cors,
    faults,
    journal,
    mask: new Mask(label, directory.secrets),
    label,
    nowMs: clock.now,
    sleep: init.sleep ?? realSleep,
  })
  const control = init.control ? createControl(() => emulator, faults) : undefined
  const handle: Handle = async (request, serving) =>
    control && isControlPath(request) ? respond(await control.fetch(request)) : api(request, serving)

  const emulator: Emulator = {
    async fetch(input, requestInit) {
      const isUrl = typeof input === 'string' || input instanceof URL
      const request = isUrl ? new Request(input, requestInit) : input
      request.signal.throwIfAborted()
      return toFetchResult(await handle(request, 'both'), request.signal)
    },
    authorize: createAuthorize(world),
    async listen(options = {}) {
      const serving = options.serve ?? 'both'
      const problem = oneOf('api', 'web', 'both')(serving)
      throwIfAny('Invalid listen options', problem === undefined ? [] : [`serve ${problem}`])
      const server = await serve(request => handle(request, serving), options)
      const closed = places.open(serving, server.url)
      return {
        ...server,
        close() {
          closed()
          return server.close()
        },
      }
    },
    clock,
    revoke,
    faults,
    allowedOrigins: cors,
    oauthClientApps: oauth.apps,
    get requests() {
      return journal.snapshot()
    },
    get stats() {
      return stats.snapshot({ tokens: tokens.liveCount, refreshTokens: oauth.refreshTokens.count })
    },
  }
  return emulator
}
