import { AuthError } from '../errors/auth-error.js'

/**
 * A caller's headers. The platform's own error for a header that cannot be sent shows its value, which may be a secret.
 *
 * @throws AuthError `configuration` that names the header and does not show its value.
 */
export function readHeaders(init: RequestInit['headers']): Headers {
  try {
    return new Headers(init)
  } catch {
    throw refused(namesIn(init).find(name => !isSendable(init, name)))
  }
}

const legalName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i

/** The names that can be shown: what is no header's name may be a value in the wrong place. */
function namesIn(init: unknown): string[] {
  return entriesOf(init)
    .map(([name]) => String(name))
    .filter(name => legalName.test(name))
}

function isSendable(init: unknown, wanted: string): boolean {
  const values = entriesOf(init).filter(([name]) => String(name) === wanted)
  try {
    for (const [name, value] of values) new Headers([[String(name), String(value)]])
    return true
  } catch {
    return false
  }
}

function entriesOf(init: unknown): readonly (readonly unknown[])[] {
  if (typeof init !== 'object' || init === null) return []
  const entries: unknown[] = Symbol.iterator in init ? [...(init as Iterable<unknown>)] : Object.entries(init)
  return entries.filter(entry => Array.isArray(entry))
}

function refused(name: string | undefined): AuthError {
  return new AuthError('configuration', {
    message:
      name === undefined
        ? 'The headers of the request cannot be sent: one has a name that is not legal, or is no pair of name and value.'
        : `The value of the header ${name} cannot be sent.`,
    hint: 'Take line ends, zero bytes and characters above U+00FF out of it (a byte order mark is one).',
  })
}
