import { parseAuthorization } from '../app/authenticate'
import { jsonOf, mediaType } from '../http/request-body'
import { isRecord } from '../input/check'
import type { Label } from './label'
import { createSecretFinder, type FindSecrets, replaceSpans } from './secret-spans'

/** What stands where something secret was. */
export const MASKED = '(masked)'

const HEADERS_OF_INTEREST = [
  'accept',
  'access-control-request-headers',
  'access-control-request-method',
  'content-type',
  'origin',
  'user-agent',
  'x-looker-appid',
]
const TOKEN_NAME = /^(access_|refresh_)?token$/i
const SECRET_NAME =
  /secret|passw|pwd|token|credential|verifier|assertion|authorization|cookie|api_?key|signature|jwt|^(code|code_challenge|state)$/i
const HARMLESS_NAMES = new Set([
  'action',
  'associative',
  'client_id',
  'code_challenge_method',
  'fields',
  'grant_type',
  'redirect_uri',
  'response_type',
  'scope',
  'user_id',
  'workspace_id',
])
// Secrets of Looker's are 24 letters and digits, tokens 40; nothing else of that length is worth showing.
const LONG_RUN = /[A-Za-z0-9]{24,}/g
const A_TOKEN = /^[A-Za-z0-9]{40}$/
const DEEPEST = 4
// What follows /embed/cookieless_session in a path, where it is no token.
const EMBED_OPERATIONS: ReadonlySet<string> = new Set(['acquire', 'generate_tokens'])
// Names that a login and its like send, shown even where a secret is a part of one.
const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...HARMLESS_NAMES,
  'access_token',
  'client_secret',
  'code',
  'code_challenge',
  'code_verifier',
  'form_token',
  'refresh_token',
  'state',
  'token',
])

/** Makes the parts of a request fit to be shown. */
export class Mask {
  readonly #label: Label
  readonly #find: FindSecrets
  /** Finds secrets that a path or a form splits into parts. */
  readonly #findSplit: FindSecrets

  constructor(label: Label, secrets: readonly string[]) {
    this.#label = label
    this.#find = createSecretFinder(secrets)
    this.#findSplit = createSecretFinder(secrets.filter(secret => /[&=/\\]/.test(secret)))
  }

  path(path: string): string {
    let before = ''
    return this.#unsplit(path)
      .split('/')
      .map(segment => {
        const plain = decoded(segment)
        const shown = this.#segment(before, plain)
        before = plain || before
        return shown === plain ? segment : shown
      })
      .join('/')
  }

  /** One part of a path; `before` is the part before it. */
  #segment(before: string, plain: string): string {
    if (before === 'cookieless_session' && plain !== '' && !EMBED_OPERATIONS.has(plain))
      return this.#label(plain)
    const [target = '', ...query] = before === 'embed' ? plain.split('?') : [plain]
    return query.length > 0 ? `${this.text(target)}?${MASKED}` : this.text(target)
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
      if (value !== null) shown[name] = this.text(value)
    }
    return shown
  }

  /** Fields of a query or form. A badly encoded secret falls apart into names: beside one, unknown names are hidden too. */
  fields(encoded: string): Record<string, string> {
    const params = new URLSearchParams(this.#unsplit(encoded))
    const hidesNames = [...params.keys()].some(name => SECRET_NAME.test(name))
    return Object.fromEntries(
      [...params].map(([name, value]) => {
        const isKnown = HARMLESS_NAMES.has(name) || SECRET_NAME.test(name)
        return isKnown || !hidesNames ? [this.#name(name), this.#named(name, value)] : [MASKED, MASKED]
      }),
    )
  }

  body(contentType: string | null, text: string): unknown {
    if (text === '') return undefined
    const type = mediaType(contentType)
    if (type === 'application/x-www-form-urlencoded') return this.fields(text)
    const value = type === 'application/json' ? jsonOf(text) : undefined
    return value === undefined ? `(${text.length} characters, not shown)` : this.#json(value, 0)
  }

  #json(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.text(value)
    if (typeof value === 'number') return this.text(String(value)) === String(value) ? value : MASKED
    if (typeof value !== 'object' || value === null) return value
    if (depth === DEEPEST) return '(deeper, not shown)'
    if (Array.isArray(value)) return value.map(item => this.#json(item, depth + 1))
    if (!isRecord(value)) return MASKED
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        this.#name(name),
        SECRET_NAME.test(name) ? this.#named(name, item) : this.#json(item, depth + 1),
      ]),
    )
  }

  #named(name: string, value: unknown): string {
    if (typeof value !== 'string') return MASKED
    if (TOKEN_NAME.test(name)) return this.#label(value)
    return SECRET_NAME.test(name) ? MASKED : this.text(value)
  }

  #name(name: string): string {
    return KNOWN_NAMES.has(name) ? name : this.text(name)
  }

  /** Any text, without the secrets and tokens in it. */
  text(text: string): string {
    const runs = [...text.matchAll(LONG_RUN)].map(({ 0: run, index }) => ({
      start: index,
      end: index + run.length,
    }))
    return replaceSpans(text, [...runs, ...this.#find(text)], hidden =>
      A_TOKEN.test(hidden) ? this.#label(hidden) : MASKED,
    )
  }

  #unsplit(encoded: string): string {
    return replaceSpans(encoded, this.#findSplit(encoded), () => MASKED)
  }
}

/** Percent-decoded as far as that goes: one bad escape does not keep the others from being read. */
function decoded(segment: string): string {
  return segment.replace(/(?:%[0-9a-f]{2})+/gi, escapes =>
    new TextDecoder().decode(Uint8Array.from(escapes.slice(1).split('%'), hex => Number.parseInt(hex, 16))),
  )
}
