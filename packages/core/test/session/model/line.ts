import type { Fetch } from '../product.js'
import { brokenAnswers, type Fault, slowMs } from './faults.js'
import type { Ask } from './issued.js'
import type { Ledger } from './ledger.js'
import type { LiveTokens } from './live-tokens.js'
import type { Party, Seat } from './party.js'
import { grantIn } from './token-requests.js'

export interface LineInit {
  readonly ledger: Ledger
  readonly liveTokens: LiveTokens
  readonly party: Party
  step(what: string): Promise<void>
  /** Met by the next grants, in turn. */
  readonly faults: Fault[]
  seat(subject: string): Seat | undefined
  /** The step of the history that was taken last. */
  lastStep(): string
  /** Something is met, or was. */
  disturbed(): void
  /** An answer took this long: what is in it may be dead when it comes. */
  late(ms: number): void
}

/** What answers at the other end. */
export type FarEnd = (ask: Ask, init: RequestInit) => Response | Promise<Response>

/** A session group's line to a server: whatever leaves is checked, and comes back step by step. */
export function lineOf(init: LineInit, farEnd: FarEnd): Fetch {
  const { ledger, liveTokens, party } = init
  return async (input, requestInit = {}) => {
    const { method = 'GET', headers, signal } = requestInit
    const line = `${method} ${new URL(String(input)).pathname}`
    const fields = new Headers(headers)
    const token = fields.get('authorization')?.split(' ')[1]
    const seat = init.seat(fields.get('x-seat')?.split('/')[1] ?? '')
    const body = typeof requestInit.body === 'string' ? requestInit.body : undefined
    const grant = grantIn(line, body, party)
    const askedOrder = ledger.sent({ party, line, token, seat, grant })
    const leave = grant === undefined ? () => {} : ledger.grantBegins(party, grant)
    const gone = (): boolean => signal?.aborted ?? false
    const fault = grant === undefined ? undefined : init.faults.shift()
    if (fault !== undefined && party.closed) liveTokens.refused(refreshTokenIn(body))
    const sender = { name: party.name, kind: describe(party), step: init.lastStep() }
    const ask = { line, token, askedOrder, body, sender }
    try {
      const response = serve(init, ask, fault, () => farEnd(ask, requestInit), gone)
      return await unlessAborted(response, signal)
    } catch (error) {
      const isLost = fault === 'lost' || fault === 'hang' || isTimeout(signal?.reason)
      if (gone() && !isLost) liveTokens.aborted(askedOrder)
      else liveTokens.answerLost(askedOrder)
      // No promise covers it: of close(), they only cover a session group in private memory, and here nothing remains that could ask again.
      if (method === 'DELETE' && isTimeout(signal?.reason) && party.closed && party.group !== party.name)
        liveTokens.revocationLost(token)
      throw error
    } finally {
      leave()
      if (fault !== undefined) init.disturbed()
    }
  }
}

function refreshTokenIn(body = '{}'): string {
  return (JSON.parse(body) as { refresh_token?: string }).refresh_token ?? ''
}

async function serve(
  { ledger, party, step, late, disturbed }: LineInit,
  { line, body }: Ask,
  fault: Fault | undefined,
  answer: () => Response | Promise<Response>,
  gone: () => boolean,
): Promise<Response> {
  if (fault !== undefined) disturbed()
  await step(`sends ${line}`)
  if (fault === 'network' || gone()) throw new TypeError('fetch failed')
  const broken = fault === undefined ? undefined : brokenAnswers[fault]?.()
  const answered = broken ?? answer()
  const response = answered instanceof Promise ? await answered : answered
  const grant = grantIn(line, body, party)
  if (grant !== undefined && broken === undefined && response.ok) ledger.granted(party, grant.subject)
  await step(`gets ${response.status} for ${line}`)
  if (fault === 'slow') {
    await new Promise<void>(resolve => party.machine.setTimer(resolve, slowMs))
    late(slowMs)
  }
  if (fault === 'lost') throw new TypeError('the connection broke off')
  if (fault === 'hang') await new Promise<void>(() => {})
  return response
}

function describe({ kind, name, group, maxSessions }: Party): string {
  const bound = maxSessions === undefined ? '' : `, maxSessions`
  return `${kind} ${group === name ? 'in private memory' : 'on a shared store'}${bound}`
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
