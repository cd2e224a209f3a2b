import { parseJson } from '../protocol/answers/access-token.js'
import type { WireAnswer } from '../protocol/wire.js'

/**
 * What the server answered to one operation, with the names that the documents' client (superagent) gives its parts.
 * `text` and `body` of a granted login hold its token; request secrets are taken out of everything else.
 */
export interface ApiAuthResponse {
  readonly status: number
  /** The same as `status`. */
  readonly statusCode: number
  /** Whether the status is from 200 to 299. */
  readonly ok: boolean
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The same as `headers`. */
  readonly header: Readonly<Record<string, string | undefined>>
  /** The content type without parameters, such as `application/json`; '' where there is none. */
  readonly type: string
  readonly text: string
  /** The parsed text where `type` is JSON; else, and where it cannot be parsed, `{}`. */
  // biome-ignore lint/suspicious/noExplicitAny: as superagent has it, so that code written for the documents compiles.
  readonly body: any
}

/** A new object at each call: no caller sees what another writes into theirs. */
export function responseOf({ status, headers, text }: WireAnswer): ApiAuthResponse {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim() ?? ''
  return {
    status,
    statusCode: status,
    ok: status >= 200 && status <= 299,
    headers,
    header: headers,
    type,
    text,
    body: (/[/+]json$/i.test(type) && parseJson(text)) || {},
  }
}
