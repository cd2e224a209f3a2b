import { onOneLine, redact } from '../errors/redact.js'
import type { Credentials } from './wire.js'

const outer = /[\s\p{Cc}\p{Cf}]/u
const longestOrigin = 300

/**
 * A setting's text without the white space, control characters and byte order marks around it, which files, variables and
 * secret managers add. Logins send both parts of an API key so: Looker's keys have letters and digits only.
 */
export function trimUnseen(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && outer.test(text.charAt(start))) start++
  while (end > start && outer.test(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

/**
 * An API key as every login sends it.
 *
 * @param given What a caller or a provider gave; a part that is no text is left for the login to refuse.
 * @param origin Where it came from, unless it says so itself: a part of a sentence.
 */
export function cleanCredentials(given: Credentials, origin: string): Credentials {
  const clean = (part: string): string => (typeof part === 'string' ? trimUnseen(part) : part)
  return {
    clientId: clean(given.clientId),
    clientSecret: clean(given.clientSecret),
    origin: typeof given.origin === 'string' ? given.origin : origin,
  }
}

const unusual: readonly (readonly [RegExp, string])[] = [
  [/["'`]/, 'quotes'],
  [/\s/, 'white space'],
  [/(?!\s)\p{Cc}/u, 'control characters'],
  [/[^\p{ASCII}]/u, 'characters outside ASCII'],
]

/** What to look at when Looker refuses a key: where it came from and went, and what is unusual about it. It shows no part of it. */
export function refusedKeyAdvice({ clientId, clientSecret, origin }: Credentials, baseUrl: string): string {
  const from = onOneLine(redact(origin ?? '', [clientSecret])).slice(0, longestOrigin)
  const flaws = Object.entries({ client_id: clientId, client_secret: clientSecret }).flatMap(
    ([name, part]) => {
      const found = unusual.filter(([pattern]) => pattern.test(part)).map(([, what]) => what)
      return found.length === 0 ? [] : [` The ${name} has ${found.join(', ')}; a key of Looker has none.`]
    },
  )
  return `The key ${from === '' ? '' : `came from ${from} and `}was sent to ${baseUrl}.${flaws.join('')}`
}
