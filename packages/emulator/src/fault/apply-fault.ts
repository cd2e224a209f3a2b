import { type Outcome, respond } from '../http/outcome'
import { jsonOf } from '../http/request-body'
import { isRecord } from '../input/check'
import type { Sleep } from '../seams/sleep'
import type { Fault } from './fault'
import { givenBody, isNullBodyStatus, madeUpAnswer } from './made-up-answer'

function edited(text: string, fault: Fault): string {
  if (fault.malformed) return `{${text}`
  if (fault.merge === undefined && fault.omit === undefined) return text
  const body = jsonOf(text)
  const changed = { ...(isRecord(body) ? body : {}), ...fault.merge }
  for (const name of fault.omit ?? []) delete changed[name]
  return JSON.stringify(changed)
}

const changesBody = (fault: Fault): boolean =>
  fault.malformed === true ||
  fault.merge !== undefined ||
  fault.omit !== undefined ||
  (fault.truncate !== undefined && fault.truncate !== false) ||
  fault.drop === 'body' ||
  fault.stall === true

async function changed(response: Response, fault: Fault): Promise<Outcome> {
  const { status, headers } = response
  for (const [name, value] of Object.entries(fault.headers ?? {})) headers.set(name, value)
  if (!changesBody(fault)) return respond(response)
  const bytes = new TextEncoder().encode(edited(await response.text(), fault))
  const half = Math.floor(bytes.length / 2)
  const wanted = fault.truncate === undefined || fault.truncate === false ? bytes.length : fault.truncate
  const kept = bytes.slice(0, wanted === true ? half : wanted)
  const body = isNullBodyStatus(status) ? null : kept
  const whole = new Response(body, { status, headers })
  if (fault.drop !== 'body' && !fault.stall) return respond(whole)
  const sent = kept.slice(0, Math.floor(kept.length / 2))
  return { kind: 'cut', response: whole, sent, wholeBytes: kept.length, stall: fault.stall ?? false }
}

/** HTTP libraries refuse to send a 204 with a body, so it goes out as characters. */
function bodyOfNullBodyStatus(fault: Fault): Outcome | undefined {
  const body = givenBody(fault)
  if (body === undefined || fault.status === undefined || !isNullBodyStatus(fault.status)) return undefined
  const length = new TextEncoder().encode(body).length
  const head = `HTTP/1.1 ${fault.status} Emulated\r\ncontent-type: application/json;charset=utf-8\r\ncontent-length: ${length}`
  return { kind: 'raw', text: `${head}\r\nconnection: close\r\n\r\n${body}`, stall: false }
}

/** A request that meets a fault. */
interface Met {
  /** Processes it. */
  real(): Promise<Response>
  /** Adds to an answer in its place what every answer has. */
  dress(response: Response): Response
  /** Where a refusal of it is documented. */
  documentationUrl(status: number): string
  readonly sleep: Sleep
  readonly signal: AbortSignal
}

/** Lets a request go through a fault. */
export async function applyFault(
  fault: Fault,
  { real, dress, documentationUrl, sleep, signal }: Met,
): Promise<Outcome> {
  if (fault.delayMs) await sleep(fault.delayMs, signal)
  if (fault.drop === true || fault.drop === 'before') return { kind: 'drop' }
  const raw: Outcome | undefined =
    fault.raw === undefined
      ? bodyOfNullBodyStatus(fault)
      : { kind: 'raw', text: fault.raw, stall: fault.stall ?? false }
  const madeUp = raw ? undefined : madeUpAnswer(fault, documentationUrl)
  const outcome = raw ?? (await changed(madeUp ? dress(madeUp) : await real(), fault))
  if (fault.answerDelayMs) await sleep(fault.answerDelayMs, signal)
  return fault.drop === 'after' ? { kind: 'drop' } : outcome
}
