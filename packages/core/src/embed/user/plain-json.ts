import { AuthError } from '../../errors/auth-error.js'

/** Nothing that Looker takes is nested deeper. It also ends an object that contains itself. */
const deepest = 20

/**
 * A copy that JSON can show in full, read once: what is compared is then what is sent. Fields that are undefined are left out.
 *
 * @param name What the value is, for the error.
 * @throws AuthError `configuration` for a Date, a Map, an object of a class, NaN and whatever else JSON would change.
 */
export function plainJson(value: unknown, name: string, depth = 0): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Number.isFinite(value)) return value
  if (depth < deepest && Array.isArray(value))
    return Array.from(value, item => plainJson(item, name, depth + 1))
  if (depth < deepest && isPlainObject(value)) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined)
    return Object.fromEntries(fields.map(([key, field]) => [key, plainJson(field, name, depth + 1)]))
  }
  throw new AuthError('configuration', {
    message: `The ${name} of an embed user contains what is no JSON value, such as a Date, a Map, a function, or an object that contains itself.`,
    hint: 'Give texts, finite numbers, true, false, null, and lists and plain objects of them.',
  })
}

/** Also one of another realm, whose Object is another. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
