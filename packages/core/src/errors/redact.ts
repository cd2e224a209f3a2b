const mark = '[redacted]'

/** The forms in which a secret may turn up in a text: as it is, percent-encoded, form-encoded, JSON-escaped. */
function formsOf(secret: string): string[] {
  const form = new URLSearchParams([['', secret]]).toString().slice(1)
  return [secret, percentEncoded(secret), form, JSON.stringify(secret).slice(1, -1)]
}

function percentEncoded(secret: string): string {
  try {
    return encodeURIComponent(secret)
  } catch {
    return secret
  }
}

/**
 * Takes every secret out of `text`. A text that still shows one in another guise (encoded twice or otherwise, escaped,
 * cut short) is dropped as a whole. Empty secrets are ignored.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets.filter(secret => secret !== '')
  const longestFirst = [...new Set(known.flatMap(formsOf))].sort((a, b) => b.length - a.length)
  const rest = longestFirst.reduce((left, form) => left.split(form).join(mark), text)
  const bare = bareOf(rest)
  return known.some(secret => shows(bare, bareOf(secret))) ? mark : rest
}

/** Fewer characters in a row than this say nothing of a secret. */
const fewest = 6
/** And as many as this say too much, however long it is. */
const most = 8

function shows(bareText: string, bareSecret: string): boolean {
  if (bareSecret.length < fewest) return false
  const telling = Math.min(most, Math.max(fewest, Math.ceil(bareSecret.length * 0.6)))
  return bareText.includes(bareSecret.slice(0, telling))
}

const deepestEncoding = 4

/** Letters and digits only, with percent and HTML escapes undone: the same for every guise of a text. */
function bareOf(text: string): string {
  let plain = text
  for (let round = 0; round < deepestEncoding; round++) {
    const next = plain
      .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/&#x([0-9a-f]{1,4});/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/&#(\d{1,5});/g, (_, code) => String.fromCharCode(Number(code)))
      .replace(/&(amp|lt|gt|quot|apos);/gi, '&')
    if (next === plain) break
    plain = next
  }
  return plain.replace(/\\u[0-9a-f]{4}/gi, '').replace(/[^a-z0-9]/gi, '')
}

/** Control characters, line ends and direction marks as blanks: a text that is safe to print on one line. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

const deepestCause = 3

/**
 * A copy of a foreign error that is safe to show: name, message and code, without the secrets, and without the
 * request, response or option objects that HTTP libraries hang on their errors.
 */
export function redactError(error: unknown, secrets: readonly string[], depth = 0): Error {
  const { name, message, code, cause } = partsOf(error)
  const copy = new Error(redact(message, secrets))
  Object.defineProperty(copy, 'name', { value: redact(name, secrets), configurable: true, writable: true })
  copy.stack = `${copy.name}: ${copy.message}`
  if (typeof code === 'string') Object.assign(copy, { code: redact(code, secrets) })
  if (cause !== undefined && depth < deepestCause) copy.cause = redactError(cause, secrets, depth + 1)
  return copy
}

/** An error's cause as data, for JSON leaves out what an error's own name and message say; undefined where there is none. */
export function causeAsData(cause: unknown, depth = 0): Readonly<Record<string, unknown>> | undefined {
  if (cause === undefined || depth > deepestCause) return undefined
  const { name, message, code, cause: next } = partsOf(cause)
  return { name, message, ...(typeof code === 'string' && { code }), cause: causeAsData(next, depth + 1) }
}

/** What an error, or whatever else was thrown, says of itself; never throws. */
function partsOf(error: unknown): { name: string; message: string; code?: unknown; cause?: unknown } {
  try {
    if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error) }
    const { name, message, code, cause } = error as Record<string, unknown>
    const text = typeof message === 'string' ? message : 'something was thrown that has no message'
    return { name: typeof name === 'string' ? name : 'Error', message: text, code, cause }
  } catch {
    return { name: 'Error', message: 'something was thrown that cannot be read' }
  }
}
