import { PlatformWork } from '../session/platform-work.js'
import {
  createSession,
  type Fetch,
  type Session,
  type SimulatedClock,
  simulatedClock,
} from '../session/product.js'

/** A request that reached Looker. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly userAgent: string | null
  readonly body: Readonly<Record<string, unknown>>
}

interface Living {
  readonly reference: string
  readonly user: unknown
  readonly userAgent: string | null
  readonly endsAtMs: number
}

/** Looker, as far as cookieless embed goes; each token is a canary. */
export interface FakeLooker {
  readonly clock: SimulatedClock
  readonly session: Session
  readonly fetch: Fetch
  readonly seen: Seen[]
  readonly living: Map<string, Living>
  /** All references that were ever given out. */
  readonly references: string[]
  /** Asked before each embed request; what it answers is Looker's answer. */
  meanwhile: (seen: Seen) => Promise<Response | undefined> | Response | undefined
  /** The embed requests to that operation. */
  to(operation: string): Seen[]
}

const path = '/api/4.0/embed/cookieless_session/'

/** @param clock No time passes while the platform works, for it takes as long as it takes. */
export function fakeLooker(
  clock = simulatedClock(undefined, () => new PlatformWork().quiet()),
  clientId = 'id',
): FakeLooker {
  const living = new Map<string, Living>()
  const references: string[] = []
  const seen: Seen[] = []
  let count = 0
  const token = (kind: string): string => `canary-${kind}-${++count}`
  const tokens = ({ endsAtMs }: Living) => ({
    navigation_token: token('navigation'),
    navigation_token_ttl: 600,
    api_token: token('api'),
    api_token_ttl: 600,
    session_reference_token_ttl: Math.max(0, (endsAtMs - clock.now()) / 1000),
    more: 'than a page may have',
  })
  const alive = (reference: unknown): Living | undefined => {
    const one = living.get(String(reference))
    return one !== undefined && one.endsAtMs > clock.now() ? one : undefined
  }
  const acquire = ({ body, userAgent }: Seen): Response => {
    const { session_reference_token: asked, external_user_id: user, session_length = 300 } = body
    const joined = asked === undefined ? undefined : alive(asked)
    if (asked !== undefined && joined === undefined) return json({ message: 'Not found' }, 404)
    if (joined !== undefined && joined.userAgent !== userAgent)
      return json({ message: 'Another browser' }, 400)
    const endsAtMs = clock.now() + Number(session_length) * 1000
    const one = joined ?? { reference: token('reference'), user, userAgent, endsAtMs }
    if (joined === undefined) {
      for (const other of living.values()) if (other.user === user) living.delete(other.reference)
      living.set(one.reference, one)
      references.push(one.reference)
    }
    const begin = { authentication_token: token('authentication'), authentication_token_ttl: 30 }
    return json({ ...begin, ...tokens(one), session_reference_token: one.reference })
  }
  const answer = (asked: Seen): Response => {
    if (asked.path === 'acquire') return acquire(asked)
    if (asked.path !== 'generate_tokens')
      return living.delete(decodeURIComponent(asked.path))
        ? new Response(null, { status: 204 })
        : json({ message: 'Not found' }, 404)
    const one = alive(asked.body.session_reference_token)
    if (one === undefined) return json({ session_reference_token_ttl: 0 })
    return one.userAgent === asked.userAgent ? json(tokens(one)) : json({ message: 'Another browser' }, 400)
  }
  const fetch: Fetch = async (input, init) => {
    const { pathname } = new URL(String(input))
    if (pathname.endsWith('/login')) {
      return json({ access_token: 'service-token', token_type: 'Bearer', expires_in: 3600 })
    }
    const headers = new Headers(init?.headers)
    const asked: Seen = {
      method: init?.method ?? 'GET',
      path: pathname.replace(path, ''),
      userAgent: headers.get('user-agent'),
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : {},
    }
    seen.push(asked)
    init?.signal?.throwIfAborted()
    const early = await unlessAborted(self.meanwhile(asked), init?.signal)
    return early ?? answer(asked)
  }
  const credentials = { clientId, clientSecret: 'canary-secret' }
  const session = createSession({ baseUrl: 'https://looker.test', credentials, fetch, clock })
  const self: FakeLooker = {
    clock,
    session,
    fetch,
    seen,
    living,
    references,
    meanwhile: () => undefined,
    to: operation => seen.filter(one => one.path === operation),
  }
  return self
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers })
}

function unlessAborted<T>(work: T | Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
    Promise.resolve(work).then(resolve, reject)
  })
}
