import { parseAuthorization } from '../authenticate'
import { isRecord } from '../check'
import { jsonOf, mediaType } from '../request-body'
import type { Label } from './label'

/** What stands where something secret was. */
export const MASKED = '(masked)'

const HEADERS_OF_INTEREST = ['accept', 'content-type', 'origin', 'user-agent', 'x-looker-appid']
const TOKEN_NAME = /^(access_|refresh_)?token$/i
const SECRET_NAME =
  /secret|passw|pwd|token|credential|verifier|assertion|authorization|cookie|api_?key|signature|jwt|^code$/i
const HARMLESS_NAMES = new Set(['client_id', 'associative', 'fields', 'workspace_id', 'grant_type'])
// Secrets of Looker's are 24 letters and digits, tokens 40; nothing else of that length is worth showing.
const LONG_RUN = /[A-Za-z0-9]{24,}/g
const TOKEN_LENGTH = 40
const DEEPEST = 4

/** Makes the parts of a request fit to be shown. */
export class Mask {
  readonly #label: Label
  readonly #isSecret: (text: string) => boolean

  constructor(label: Label, isSecret: (text: string) => boolean) {
    this.#label = label
    this.#isSecret = isSecret
  }

  path(path: string): string {
    return path
      .split('/')
      .map(segment => {
        const plain = decoded(segment)
        const shown = this.#value(plain)
        return shown === plain ? segment : shown
      })
      .join('/')
  }

  headers(headers: Headers): Record<string, string> {
    const shown: Record<string, string> = {}
    const authorization = headers.get('authorization')
    if (authorization !== null) {
      const parsed = parseAuthorization(authorization)
      shown.authorization = parsed ? `${parsed.scheme} ${this.#label(parsed.token)}` : MASKED
    }
    if (headers.has('cookie')) shown.cookie = MASKED
    for (const name of HEADERS_OF_INTEREST) {
      const value = headers.get(name)
      if (value !== null) shown[name] = this.#value(value)
    }
    return shown
  }

  /** Fields of a query or form. A badly encoded secret falls apart into names: beside one, unknown names are hidden too. */
  fields(params: URLSearchParams): Record<string, string> {
    const hidesNames = [...params.keys()].some(name => SECRET_NAME.test(name))
    return Object.fromEntries(
      [...params].map(([name, value]) => {
        const isKnown = HARMLESS_NAMES.has(name) || SECRET_NAME.test(name)
        return isKnown || !hidesNames ? [this.#value(name), this.#named(name, value)] : [MASKED, MASKED]
      }),
    )
  }

  body(contentType: string | null, text: string): unknown {
    if (text === '') return undefined
    const type = mediaType(contentType)
    if (type === 'application/x-www-form-urlencoded') return this.fields(new URLSearchParams(text))
    const value = type === 'application/json' ? jsonOf(text) : undefined
    return value === undefined ? `(${text.length} characters, not shown)` : this.#json(value, 0)
  }

  #json(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.#value(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth === DEEPEST) return '(deeper, not shown)'
    if (Array.isArray(value)) return value.map(item => this.#json(item, depth + 1))
    if (!isRecord(value)) return MASKED
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        this.#value(name),
        SECRET_NAME.test(name) ? this.#named(name, item) : this.#json(item, depth + 1),
      ]),
    )
  }

  #named(name: string, value: unknown): string {
    if (typeof value !== 'string') return MASKED
    if (TOKEN_NAME.test(name)) return this.#label(value)
    return SECRET_NAME.test(name) ? MASKED : this.#value(value)
  }

  #value(text: string): string {
    if (this.#isSecret(text)) return MASKED
    return text.replace(LONG_RUN, run => (run.length === TOKEN_LENGTH ? this.#label(run) : MASKED))
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
