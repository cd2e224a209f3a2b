import type { Mask } from './mask'
import type { Paint } from './paint'

/** A request and how it ended. */
export interface Exchange {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string | undefined
  /** The status, or undefined when there was no answer. */
  readonly status: number | undefined
  readonly tookMs: number
}

/** Tells, step by step, what is done and what goes over the wire. */
export interface Transcript {
  step(title: string): void
  exchange(exchange: Exchange): void
  /** Requests that are alike, counted. */
  tally(line: string): void
  outcome(text: string): void
  /** How much there was in all. */
  end(): void
}

const longestOutcome = 300

export function createTranscript(write: (line: string) => void, mask: Mask, paint: Paint): Transcript {
  let steps = 0
  let requests = 0
  let totalMs = 0
  return {
    step(title) {
      steps += 1
      write(`\n${paint.bold(`${steps}. ${mask.line(title)}`)}`)
    },
    exchange({ method, url, headers, body, status, tookMs }) {
      requests += 1
      totalMs += tookMs
      const shownHeaders = [...headers].map(([name, value]) => mask.header(name, value))
      const ended = status === undefined ? paint.bad('no answer') : statusText(status, paint)
      write(
        `   ${mask.line(method)} ${mask.text(url.pathname + url.search)}  ${ended}  ${paint.faint(milliseconds(tookMs))}`,
      )
      for (const header of shownHeaders) write(paint.faint(`      ${header}`))
      if (body) write(paint.faint(`      ${mask.text(body)}`))
    },
    tally: line => write(`   ${mask.line(line)}`),
    outcome: text => write(`   -> ${shortened(mask.line(text))}`),
    end: () => write(`\n${requests} requests in ${milliseconds(totalMs)}. Nothing is left signed in.`),
  }
}

/** Only what is masked already: half a token is no longer known as one. */
function shortened(masked: string): string {
  return masked.length > longestOutcome ? `${masked.slice(0, longestOutcome)} ...` : masked
}

function statusText(status: number, paint: Paint): string {
  return status < 400 ? paint.good(String(status)) : paint.bad(String(status))
}

function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}
