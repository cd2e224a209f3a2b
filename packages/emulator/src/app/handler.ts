import type { Hono } from 'hono'
import { applyFault } from '../fault/apply-fault'
import { partsOf } from '../fault/fault'
import type { FaultList } from '../fault/fault-list'
import { refusal } from '../http/answers'
import type { Cors } from '../http/cors'
import { type Outcome, respond } from '../http/outcome'
import { readBody } from '../http/request-body'
import { servedPath } from '../http/served-path'
import type { Serving } from '../http/serving'
import type { Journal, JournalIdentity, OpenEntry } from '../journal/journal'
import type { Label } from '../journal/label'
import type { Mask } from '../journal/mask'
import { createFindDocumentation } from '../operations/documentation'
import { OPERATIONS } from '../operations/operations'
import type { Sleep } from '../seams/sleep'
import type { LiveToken } from '../tokens/tokens'
import { parseAuthorization } from './authenticate'
import type { AppTypes, Exchange, World } from './world'

/** What a request passes on its way to the router and back. */
export interface Stations {
  readonly app: Hono<AppTypes>
  readonly world: World
  readonly cors: Cors
  readonly faults: FaultList
  readonly journal: Journal
  readonly mask: Mask
  readonly label: Label
  readonly sleep: Sleep
}

export type Handle = (request: Request, serving: Serving) => Promise<Outcome>

/** Notes each request, lets it meet its fault, and has the router answer it. */
export function createHandler(stations: Stations): Handle {
  const { app, world, cors, faults, journal, mask, sleep } = stations
  const findDocumentation = createFindDocumentation(OPERATIONS)

  const identity = ({ token, user, mintedBy }: LiveToken): JournalIdentity => ({
    userId: user.id,
    ...(mintedBy ? { sudoBy: mintedBy.user.id } : {}),
    token: stations.label(token),
  })

  async function process(
    request: Request,
    path: string,
    serving: Serving,
    entry: OpenEntry,
  ): Promise<Outcome> {
    const documentationUrl = (status: number) => findDocumentation(request.method, path, status)
    const isPreflight = cors.isPreflight(request, path, serving)
    const dress = (response: Response) => cors.dress(request, path, serving, response)
    const body = await readBody(request, world.settings.maxRequestBytes)
    const exchange: Exchange = { serving, bodyText: body.kind === 'read' ? body.text : '' }
    const shownBody = mask.body(request.headers.get('content-type'), exchange.bodyText)
    if (shownBody !== undefined) entry.body = shownBody
    const real = async () => {
      if (isPreflight) {
        world.stats.count('preflight')
        return dress(cors.preflightAnswer())
      }
      const response =
        body.kind === 'read'
          ? await app.fetch(request, exchange)
          : refusal(
              413,
              `The body is longer than ${world.settings.maxRequestBytes} bytes`,
              documentationUrl(413),
            )
      if (exchange.granted) entry.granted = identity(exchange.granted)
      if (response.status >= 400) world.stats.count('refused')
      return dress(response)
    }
    const fault = faults.take(request.method, path, isPreflight)
    if (!fault) return respond(await real())
    world.stats.count('faulted')
    entry.fault = partsOf(fault)
    return applyFault(fault, { real, dress, documentationUrl, sleep, signal: request.signal })
  }

  return async (request, serving) => {
    const url = new URL(request.url)
    const sent = parseAuthorization(request.headers.get('authorization'))
    const caller = sent && world.tokens.find(sent.token)
    const entry = journal.open({
      atMs: world.nowMs(),
      method: mask.text(request.method),
      path: mask.path(url.pathname),
      query: mask.fields(url.search),
      headers: mask.headers(request.headers),
      as: caller ? identity(caller) : null,
      outcome: 'pending',
      status: null,
    })
    world.stats.count('requests')
    const path = servedPath(url.pathname)
    const ends = world.stats.starts(request.method, path)
    try {
      const outcome = await process(request, path, serving, entry)
      entry.outcome = outcome.kind === 'response' ? 'answered' : 'broken'
      if ('response' in outcome) entry.status = outcome.response.status
      return outcome
    } catch (error) {
      entry.outcome = 'aborted'
      throw error
    } finally {
      ends()
    }
  }
}
