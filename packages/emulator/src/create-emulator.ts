import { createApp } from './app/app'
import { createHandler, type Handle } from './app/handler'
import type { World } from './app/world'
import { createControl, isControlPath } from './control/control'
import { EmbedSessions } from './embed/embed-sessions'
import type { Emulator, EmulatorInit } from './emulator'
import { FaultList } from './fault/fault-list'
import { Cors } from './http/cors'
import { serve } from './http/listen'
import { respond, toFetchResult } from './http/outcome'
import { LISTEN_FIELDS, Places } from './http/serving'
import { problemsOf, throwIfAny } from './input/check'
import { Journal } from './journal/journal'
import { createLabel } from './journal/label'
import { Mask } from './journal/mask'
import { createAuthorize } from './oauth/decide'
import { createOauthState } from './oauth/oauth-state'
import { optionProblems, resolveOptions } from './options'
import { platformRandom } from './seams/alphanumeric'
import { createClock } from './seams/clock'
import { realSleep } from './seams/sleep'
import { resolveSeed } from './seed/resolve-seed'
import { StatsCounter } from './stats'
import { createRateLimiter } from './tokens/rate-limiter'
import { createRevoke } from './tokens/revoke'
import { TokenRegistry } from './tokens/tokens'
import { Directory } from './users/directory'

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
  const embed = new EmbedSessions(clock, random, settings)
  const stats = new StatsCounter()
  const places = new Places()
  const world: World = {
    settings,
    directory,
    tokens,
    oauth,
    embed,
    places,
    stats,
    mayLogIn: createRateLimiter(clock, settings.rateLimit),
    nowMs: clock.now,
  }
  const cors = new Cors(settings.allowedOrigins)
  const faults = new FaultList()
  const journal = new Journal(settings.journalSize)
  const label = createLabel(random)
  const revoke = createRevoke(world)
  const api = createHandler({
    app: createApp(world),
    world,
    cors,
    faults,
    journal,
    mask: new Mask(label, directory.secrets),
    label,
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
      const { serve: serving = 'both', host } = options
      throwIfAny('Invalid listen options', problemsOf({ serve: serving, host }, '', LISTEN_FIELDS))
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
      return stats.snapshot({
        tokens: tokens.liveCount,
        refreshTokens: oauth.refreshTokens.count,
        embedSessions: embed.liveCount,
      })
    },
  }
  return emulator
}
