import {
  aBoolean,
  anObjectOf,
  aString,
  aText,
  aWholeNumber,
  type Check,
  either,
  type Fields,
  isRecord,
  oneOf,
  problemsOf,
  throwIfAny,
} from '../input/check'

/** Which requests a fault meets. */
export interface FaultMatch {
  /** An HTTP method; absent or `*`: any. */
  readonly method?: string | undefined
  /** The URL's path from its first slash, such as `/api/4.0/login`; `*` stands for any characters. */
  readonly path: string
}

/**
 * What goes wrong with the next requests that match. The parts can be combined.
 *
 * `status`, `json`, `body`, `bodyBytes`, `html`, `redirectTo` and `retryAfter` make an answer in place of the real one: the request has no
 * effect. All others change when or how the real (or that) answer arrives: the request has its effect, but for `drop: true`.
 *
 * @example
 * emulator.faults.add({ match: { method: 'POST', path: '/api/4.0/login' }, times: 2, status: 429, retryAfter: 3 })
 */
export interface Fault {
  readonly match: FaultMatch
  /** How many requests it meets. Default 1. */
  readonly times?: number | 'always' | undefined
  /** Status of the made-up answer, 200 to 599. Without a body of its own it carries Looker's error body for that status. */
  readonly status?: number | undefined
  /** Value of its Retry-After header: seconds or an HTTP date. Without `status`: 429. */
  readonly retryAfter?: number | string | undefined
  /** Its Location header. Without `status`: 302. */
  readonly redirectTo?: string | undefined
  /** Its body as JSON. Without `status`: 200. */
  readonly json?: unknown
  /** Its body as text, sent with Looker's JSON content type unless `headers` says otherwise. Without `status`: 200. */
  readonly body?: string | undefined
  /** Its body as that many bytes of filler, streamed. Without `status`: 200. */
  readonly bodyBytes?: number | undefined
  /** Its body as an HTML page (true: a page of the emulator's). Without `status`: 404, as from a wrong host. */
  readonly html?: boolean | string | undefined
  /** Added to the answer, over its own. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Keys set in the answer's JSON object, over the real ones. */
  readonly merge?: Readonly<Record<string, unknown>> | undefined
  /** Keys left out of the answer's JSON object. */
  readonly omit?: readonly string[] | undefined
  /** The answer's body is made unreadable as JSON. */
  readonly malformed?: boolean | undefined
  /** The answer's body ends early, though its length says it is whole: after that many bytes, or half of it (true). */
  readonly truncate?: boolean | number | undefined
  /** Real milliseconds to wait before the request is processed. */
  readonly delayMs?: number | undefined
  /** Real milliseconds to wait with the answer once the request was processed. */
  readonly answerDelayMs?: number | undefined
  /**
   * The connection is closed: `true` or `'before'` the request has any effect; `'after'` it had its effect but before an answer; in the middle of
   * the answer's `'body'`.
   */
  readonly drop?: boolean | 'before' | 'after' | 'body' | undefined
  /** Half of the answer's body is sent (of `raw`: all), then nothing more; the connection stays open. */
  readonly stall?: boolean | undefined
  /** These very characters are sent in place of an HTTP answer, then the connection is closed. Only where `listen` serves. */
  readonly raw?: string | undefined
}

const aFlagOr = (check: Check): Check => either(aBoolean, check)
const aDelay = aWholeNumber(0, 2 ** 31 - 1)
const texts: Check = value =>
  isRecord(value) && Object.values(value).every(item => typeof item === 'string')
    ? undefined
    : 'must be an object of strings'
const names: Check = value =>
  Array.isArray(value) && value.every(item => typeof item === 'string')
    ? undefined
    : 'must be a list of strings'

const matchFields: Fields = { method: { check: aText }, path: { check: aText, required: true } }

const faultFields: Fields = {
  match: { check: anObjectOf(matchFields), required: true },
  times: { check: either(aWholeNumber(1), oneOf('always', Number.POSITIVE_INFINITY)) },
  status: { check: aWholeNumber(200, 599) },
  retryAfter: { check: either(aWholeNumber(0), aText) },
  redirectTo: { check: aText },
  json: { check: () => undefined },
  body: { check: aString },
  bodyBytes: { check: aWholeNumber(0) },
  html: { check: aFlagOr(aString) },
  headers: { check: texts },
  merge: { check: value => (isRecord(value) ? undefined : 'must be an object') },
  omit: { check: names },
  malformed: { check: aBoolean },
  truncate: { check: aFlagOr(aWholeNumber(0)) },
  delayMs: { check: aDelay },
  answerDelayMs: { check: aDelay },
  drop: { check: aFlagOr(oneOf('before', 'after', 'body')) },
  stall: { check: aBoolean },
  raw: { check: aString },
}

/** The parts of a fault that do something, for the journal and for the check that there is one. */
export const partsOf = (fault: Fault): string[] =>
  Object.entries(fault)
    .filter(([name, value]) => name !== 'match' && name !== 'times' && value !== undefined && value !== false)
    .map(([name]) => name)

/** Throws EmulatorInputError when the value is no fault. */
export function checkFault(value: unknown): Fault {
  const subject = 'Invalid fault'
  throwIfAny(
    subject,
    problemsOf(value, 'the fault', faultFields).map(problem => problem.replace(/^the fault\./, '')),
  )
  const fault = value as Fault
  const doesSomething = partsOf(fault).length > 0
  throwIfAny(subject, doesSomething ? [] : ['it says what to match, but not what goes wrong'])
  return fault
}
