import { AuthError } from '../errors/auth-error.js'
import { Session } from '../session/session.js'
import type { EndpointNames } from './endpoint-names.js'

/** The options that every endpoint for pages has, as far as they are checked. */
interface CheckedOptions {
  readonly session: Session
  readonly origins?: readonly string[] | undefined
  readonly requestsPerMinute?: number | undefined
  readonly requestsAtOnce?: number | undefined
}

/** @throws AuthError `configuration` */
export function checkPageOptions(options: CheckedOptions, names: EndpointNames): void {
  const { session, origins = [], requestsPerMinute = 60, requestsAtOnce = 1000 } = options
  const wrong = (what: string): AuthError => wrongOption(names, what)
  const { cache, group } = Session.insideOf(session)
  if (cache !== group.root) throw wrong('session is of a user; give that of the service account')
  const { grant } = cache.grant.identity
  if (grant === 'backend' || grant === 'oauth') {
    throw wrong(
      "session is a person's own and cannot act for others; give that of the service account, createSession({ credentials })",
    )
  }
  if (!(requestsAtOnce > 0)) throw wrong('requestsAtOnce is not a number above 0')
  if (!(requestsPerMinute > 0)) throw wrong('requestsPerMinute is not a number above 0')
  for (const origin of origins) {
    if (!isOrigin(origin)) {
      throw wrong(
        `origins holds ${JSON.stringify(origin)}, which is no origin such as "https://app.example.com"`,
      )
    }
  }
}

export function wrongOption({ creator }: EndpointNames, what: string): AuthError {
  return new AuthError('configuration', {
    message: `${creator} cannot work: ${what}.`,
    hint: 'See the option in its documentation.',
  })
}

export function isOrigin(origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).origin === origin
}
