/** What of a system error may be shown; it can also hold the raw bytes of an answer, or a certificate. */
const shownFields = ['code', 'errno', 'syscall', 'address', 'port', 'hostname', 'reason'] as const

/**
 * A network failure as `fetch` reports it: `TypeError: fetch failed`. The cause carries Node's `code`; address, headers and
 * raw answers that libraries hang on their errors are left behind.
 *
 * @param error The system's error; `undefined` where only the library's own is known, which may show the address.
 */
export function networkFailure(error: Error | undefined, message = 'fetch failed'): TypeError {
  return new TypeError(message, { cause: shownCause(error) })
}

/** An error of our own with a `code`, as the system's have one. */
export function coded(code: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code })
}

/** A failure that has no system error underneath. */
export function refused(reason: string, cause?: Error): TypeError {
  return new TypeError(`fetch failed: ${reason}`, cause && { cause })
}

/**
 * The reason in node-fetch's own report, for where nothing else is known. The report begins with the address, and a mock's
 * reason may go on with headers and body.
 */
export function reportedFailure(error: unknown): Error | undefined {
  const { message, code } = error as { message?: unknown; code?: unknown }
  const [, found] = /failed, reason: (.*)/.exec(String(message)) ?? []
  if (found === undefined) return undefined
  const reason = found.replace(/[/?#][^\s"']*/g, '').replace(/ \{$/, '')
  if (/^(Nock:|\[MSW\])/.test(reason)) return coded('ERR_MOCK', reason)
  return typeof code === 'string' ? coded(code, reason) : new Error(reason)
}

function shownCause(error: Error | undefined): Error {
  if (error === undefined) return new Error('The request could not be sent')
  const parts: unknown = (error as { errors?: unknown }).errors
  const causes = Array.isArray(parts) ? parts.filter(part => part instanceof Error).map(shownCause) : []
  const text = error.message || causes.map(cause => cause.message).join('; ') || 'The connection failed'
  const cause = new Error(text)
  for (const field of shownFields) {
    const value: unknown = (error as unknown as Record<string, unknown>)[field]
    if (typeof value === 'string' || typeof value === 'number') Object.assign(cause, { [field]: value })
  }
  if (error.cause instanceof Error) cause.cause = shownCause(error.cause)
  return cause
}
