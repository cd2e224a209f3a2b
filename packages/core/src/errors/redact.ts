const mark = '[redacted]'

/** The forms in which a secret may turn up in a text: as it is, percent-encoded, form-encoded, JSON-escaped. */
function formsOf(secret: string): string[] {
  const form = new URLSearchParams([['', secret]]).toString().slice(1)
  const percent = percentEncoded(secret)
  return [
    secret,
    percent,
    percent.toLowerCase(),
    form,
    form.toLowerCase(),
    JSON.stringify(secret).slice(1, -1),
  ]
}

function percentEncoded(secret: string): string {
  try {
    return encodeURIComponent(secret)
  } catch {
    return secret
  }
}

/** Replaces every form of every secret in `text`. Empty secrets are ignored. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = new Set(secrets.filter(secret => secret !== '').flatMap(formsOf))
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  return longestFirst.reduce((rest, form) => rest.split(form).join(mark), text)
}

/**
 * A copy of a foreign error that is safe to show: name, message and code, without the secrets, and without the
 * request, response or option objects that HTTP libraries hang on their errors.
 */
export function redactError(error: unknown, secrets: readonly string[], depth = 0): Error {
  const source = error instanceof Error ? error : new Error(String(error))
  const copy = new Error(redact(source.message, secrets))
  Object.defineProperty(copy, 'name', { value: source.name, configurable: true, writable: true })
  copy.stack = `${source.name}: ${copy.message}`
  const { code, cause } = source as { code?: unknown; cause?: unknown }
  if (typeof code === 'string') Object.assign(copy, { code })
  if (cause !== undefined && depth < 3) copy.cause = redactError(cause, secrets, depth + 1)
  return copy
}
