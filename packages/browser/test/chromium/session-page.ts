// Every page of the session tests runs this file; the tests work with the `app` in it.
import {
  AuthError,
  backendGrant,
  type Clock,
  createSession,
  indexedDbStore,
  oauthGrant,
  type Session,
  type SessionEvent,
  type Sharing,
  type SignInMethods,
  sessionStorageStore,
  shareTokens,
} from '../../src/index'
import { patientClock } from './patient-clock'

/** What a call came to: its value, or the AuthError's code and sentence. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly code: string; readonly message: string; readonly cause?: string }

export interface Opening {
  /** A user id for the backend's tokens; undefined: OAuth. */
  readonly user?: string
  readonly store?: 'memory' | 'session' | 'indexedDb' | 'encrypted'
  readonly name?: string
  /** Milliseconds by which this page's clock is ahead. */
  readonly aheadMs?: number
}

const { api: baseUrl = '', web: webUrl = '' } = document.documentElement.dataset
const clientId = 'canary-free-app'
let session: Session & Partial<SignInMethods>
let aheadMs = 0

const clock: Clock = {
  ...patientClock(),
  now: () => Date.now() + aheadMs,
  monotonic: () => performance.now() + aheadMs,
}

const kit = {
  events: [] as SessionEvent[],
  unhandled: [] as string[],
  persisted: undefined as boolean | undefined,
  /** What the page's first call came to after it was shown again, made before any timer could run. */
  onReturn: undefined as Promise<Outcome> | undefined,
  /** When the last call that was answered was answered. */

  open({ user, store = 'memory', name = 'looker-auth', aheadMs: ahead = 0 }: Opening): void {
    aheadMs = ahead
    const settings = {
      baseUrl,
      clock,
      sharing: sharingOf(store, name),
      onEvent: (event: SessionEvent) => void kit.events.push(event),
    }
    const redirectUri = `${location.origin}/signed-in`
    session =
      user === undefined
        ? createSession({ ...settings, grant: oauthGrant({ clientId, redirectUri, webUrl }) })
        : createSession({ ...settings, grant: backendGrant({ url: '/looker-token', user }) })
  },
  passes(ms: number): void {
    aheadMs += ms
  },
  status: () => session.state.status,
  state: () => ({ ...session.state, error: session.state.error?.code }),
  token: () => outcome(() => session.token()),
  whoIs: () =>
    outcome(async () => {
      const response = await session.fetch('/user')
      if (response.status !== 200) throw new Error(`status ${response.status}`)
      return ((await response.json()) as { id: string }).id
    }),
  /** Calls again and again, as a busy page does, until it gets no token; answers with why. What was on the wire may be answered with 401. */
  async untilRefused(): Promise<Outcome> {
    for (;;) {
      const who = await kit.whoIs()
      if ('code' in who && !who.message.includes('status 401')) return who
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  },
  login: () => outcome(() => session.login()),
  logout: () => outcome(() => session.logout()),
  signIn: (returnTo?: string) => outcome(async () => session.signIn?.({ returnTo })),
  complete: (href?: string) =>
    outcome(async () => session.completeSignIn?.(href === undefined ? undefined : { href })),
  heard: [] as unknown[],
  listen(channel: string): void {
    new BroadcastChannel(channel).onmessage = ({ data }) => kit.heard.push(data)
  },
  /** Everything that scripts of this origin can read in storage, but IndexedDB. */
  storage: () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
}

function sharingOf(kind: Opening['store'], name: string): Sharing | undefined {
  if (kind === 'memory') return undefined
  if (kind === 'session') return shareTokens({ store: sessionStorageStore() })
  const encrypt = kind === 'encrypted'
  return shareTokens({ store: indexedDbStore({ name, encrypt, clock: patientClock() }) })
}

async function outcome(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await work() }
  } catch (error) {
    if (AuthError.is(error)) return { code: error.code, message: error.message }
    const { cause } = error as { cause?: unknown }
    return {
      code: 'no AuthError',
      message: String(error),
      ...(cause !== undefined && { cause: String(cause) }),
    }
  }
}

/** As an application would: completes a sign-in that comes back, shows who it is, and signs in on a click. */
async function live(opening: Opening): Promise<void> {
  kit.open(opening)
  const done = await kit.complete()
  const show = (text: string): void => {
    const place = document.querySelector('#who')
    if (place !== null) place.textContent = text
  }
  if ('code' in done) return show(`${done.code}: ${done.message}`)
  const who = await kit.whoIs()
  show('value' in who ? `user ${who.value}` : who.code)
}

document.querySelector('#sign-in')?.addEventListener('click', () => void kit.signIn('/reports?id=7#top'))
addEventListener('pageshow', ({ persisted }) => {
  kit.persisted = persisted
  if (persisted) kit.onReturn = kit.whoIs()
})
addEventListener('unhandledrejection', ({ reason }) => kit.unhandled.push(String(reason)))
globalThis.app = kit
const wanted = localStorage.getItem('live')
if (wanted !== null) void live(JSON.parse(wanted) as Opening)

declare global {
  var app: typeof kit
}
