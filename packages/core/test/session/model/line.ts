import type { Fetch } from '../product.js'
import { adminId } from './fake-looker.js'
import type { Ledger, Party, Seat } from './ledger.js'

/** What a grant can meet on its way. */
export const faults = [
  '429',
  '429 wait',
  '500',
  'network',
  'lost',
  'html',
  'malformed',
  'slow',
  'hang',
] as const
const slowMs = 8000
export type Fault = (typeof faults)[number]

export interface LineInit {
  readonly ledger: Ledger
  readonly party: Party
  step(what: string): Promise<void>
  /** Met by the next grants, in turn. */
  readonly faults: Fault[]
  seat(subject: string): Seat | undefined
  /** An answer took this long: what is in it may be dead when it comes. */
  late(ms: number): void
}

/** A family's line to the server: whatever leaves is checked, and comes back step by step. */
export function lineOf(init: LineInit): Fetch {
  const { ledger, party } = init
  return async (input, { method = 'GET', headers, signal } = {}) => {
    const line = `${method} ${new URL(String(input)).pathname}`
    const fields = new Headers(headers)
    const token = fields.get('authorization')?.split(' ')[1]
    const seat = init.seat(fields.get('x-seat')?.split('/')[1] ?? '')
    const askedOrder = ledger.sent({ party, line, token, seat })
    const grant = /^POST .*\/login(?:\/(\d+))?$/.exec(line)
    const subject = grant?.[1] ?? adminId
    const leave = grant === null ? () => {} : ledger.grantBegins(party, subject)
    const gone = (): boolean => signal?.aborted ?? false
    const fault = grant === null ? undefined : init.faults.shift()
    try {
      return await unlessAborted(serve(init, { line, token, askedOrder }, fault, subject, gone), signal)
    } finally {
      leave()
      if (fault !== undefined) party.disturbedMs.push(party.machine.monotonic())
    }
  }
}

async function serve(
  { ledger, party, step, late }: LineInit,
  ask: { readonly line: string; readonly token: string | undefined; readonly askedOrder: number },
  fault: Fault | undefined,
  subject: string,
  gone: () => boolean,
): Promise<Response> {
  if (fault !== undefined) party.disturbedMs.push(party.machine.monotonic())
  await step(`sends ${ask.line}`)
  if (fault === 'network' || gone()) throw new TypeError('fetch failed')
  const broken = fault === undefined ? undefined : brokenAnswers[fault]?.()
  const response = broken ?? ledger.looker.answer(ask)
  if (ask.line.startsWith('POST') && broken === undefined && response.ok) ledger.granted(party, subject)
  await step(`gets ${response.status} for ${ask.line}`)
  if (fault === 'slow') {
    await new Promise<void>(resolve => party.machine.setTimer(resolve, slowMs))
    late(slowMs)
  }
  if (fault === 'lost') throw new TypeError('the connection broke off')
  if (fault === 'hang') await new Promise<void>(() => {})
  return response
}

const html = { 'content-type': 'text/html' }
const brokenAnswers: Partial<Record<Fault, () => Response>> = {
  '429': () => new Response('{"message":"Too many requests"}', { status: 429 }),
  '429 wait': () => new Response('{"message":"Too many"}', { status: 429, headers: { 'retry-after': '20' } }),
  '500': () => new Response('{"message":"An error has occurred."}', { status: 500 }),
  html: () => new Response('<html>Sign in</html>', { status: 200, headers: html }),
  malformed: () => new Response('{"access_token":', { status: 200 }),
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
