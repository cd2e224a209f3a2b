import { createEmulator, type Emulator, type EmulatorOptions, type Seed } from '@looker-auth/emulator'
import { everythingIn } from './everything-in.js'
import { PlatformWork } from './platform-work.js'
import {
  AuthError,
  type ContractCase,
  check,
  createSession,
  equal,
  type Random,
  type Session,
  type SessionEvent,
  type SessionOptions,
  type SimulatedClock,
  simulatedClock,
} from './product.js'
import { type Wire, wire } from './wire.js'

export const credentials = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }
/** An API key of user 2, who is no admin. */
export const otherCredentials = { clientId: 'lookeremulatoruser02', clientSecret: 'lookeremulatorsecret0002' }
export const login = 'POST /api/4.0/login'
export const loginUser = (id: string | number): string => `POST /api/4.0/login/${id}`
export const logout = 'DELETE /api/4.0/logout'

/** One Looker instance, one clock, and the sessions that a scene makes. */
export interface World extends Wire {
  readonly baseUrl: string
  readonly emulator: Emulator
  readonly clock: SimulatedClock
  /** What all sessions of this world said. */
  readonly events: SessionEvent[]
  session(options?: Partial<SessionOptions>): Session
  /** Lets `ms` pass, for everybody. */
  pass(ms: number): Promise<void>
  /** Lets whatever needs no time be done. */
  calm(): Promise<void>
  /** Waits, without letting time pass, for what is under way. */
  until(condition: () => boolean): Promise<void>
  /** This machine sleeps; the server's time goes on. */
  sleep(ms: number): void
  /** Lets time pass until the work is done. */
  drive<T>(work: Promise<T>): Promise<T>
  /** The id of the user that the server takes the session for. */
  whoIs(session: Session): Promise<string>
  /** The code of the AuthError that the work ends in. */
  code(work: Promise<unknown>): Promise<string>
  /** What the work is rejected with. */
  failure(work: Promise<unknown>): Promise<unknown>
  /** Whether the server would accept this token. */
  isLive(token: string): Promise<boolean>
  /** From now on this must not show either. */
  secret(value: string): void
  /** Fails if the value shows a token or a secret that this world knows. */
  showsNoSecret(value: unknown): void
  /** Nothing may have leaked, and no timer may be left. */
  end(): void
}

export interface WorldInit {
  readonly seed?: Seed
  readonly options?: EmulatorOptions
  readonly baseUrl?: string
  readonly clock?: SimulatedClock
}

export function world({ seed, options, baseUrl = 'https://looker.test', ...init }: WorldInit = {}): World {
  const work = new PlatformWork()
  const calm = () => work.quiet()
  const clock = init.clock ?? simulatedClock(undefined, calm)
  const startMs = clock.now() - clock.monotonic()
  let sleptMs = 0
  let families = 0
  const emulator = createEmulator({
    seed,
    options,
    now: () => startMs + clock.monotonic() + sleptMs,
    sleep: (ms, signal) => work.except(waitFor(clock, ms, signal)),
  })
  const secrets = new Set([credentials.clientSecret, otherCredentials.clientSecret])
  const caught: unknown[] = []
  const events: SessionEvent[] = []
  const line = wire(async (input, requestInit) => {
    if (new URL(input).origin !== new URL(baseUrl).origin) return new Response('somebody else')
    const respond = async () => {
      const response = await emulator.fetch(input, requestInit)
      if (/\/(login|token)(\/|$)/.test(new URL(input).pathname)) await learn(response, secrets)
      return response
    }
    return work.answer(await work.during(respond()))
  })
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      value => {
        throw new Error(`It succeeded, with ${String(value)}.`)
      },
      (error: unknown) => {
        caught.push(error)
        return error
      },
    )
  const self: World = {
    ...line,
    baseUrl,
    emulator,
    clock,
    events,
    failure,
    session: sessionOptions =>
      createSession({
        baseUrl,
        credentials: 'token' in (sessionOptions ?? {}) ? undefined : credentials,
        fetch: line.fetch,
        clock,
        random: countingRandom(++families),
        onEvent: event => events.push(event),
        ...sessionOptions,
      }),
    async pass(ms) {
      await clock.advance(ms)
      await calm()
    },
    calm,
    async until(condition) {
      for (let turn = 0; turn < 10_000 && !condition(); turn++) await calm()
      check(condition(), 'What was waited for never came.')
    },
    sleep(ms) {
      sleptMs += ms
      clock.sleep(ms)
    },
    async drive(driven) {
      let done = false
      const finish = (): void => {
        done = true
      }
      driven.then(finish, finish)
      for (let step = 0; step < 2000; step++) {
        await calm()
        if (done) break
        if (clock.pendingTimers() > 0) await clock.advance(step < 20 ? 25 : 250)
      }
      check(done, 'It never ended.')
      return driven
    },
    async whoIs(session) {
      const response = await session.fetch('/user')
      equal(response.status, 200, 'the status of GET /user')
      return String(((await response.json()) as { id: string }).id)
    },
    async code(work) {
      const error = await failure(work)
      return AuthError.is(error) ? error.code : `no AuthError: ${String(error)}`
    },
    async isLive(token) {
      const headers = { authorization: `token ${token}` }
      return (await emulator.fetch(`${baseUrl}/api/4.0/session`, { headers })).status === 200
    },
    secret: value => void secrets.add(value),
    showsNoSecret(value) {
      const text = everythingIn(value)
      for (const secret of secrets) check(!text.includes(secret), `a secret shows in ${text.slice(0, 2000)}`)
    },
    end() {
      self.showsNoSecret([events, caught])
      equal(clock.pendingTimers(), 0, 'timers left behind')
    },
  }
  return self
}

/** A test in a world of its own. */
export function scene(name: string, run: (w: World) => Promise<void>, init?: WorldInit): ContractCase {
  return {
    name,
    async run() {
      const w = world(init)
      await run(w)
      await w.calm()
      w.end()
    },
  }
}

/** Always the middle of what could be drawn, and ids that count up. */
export function countingRandom(family: number, fraction = 0.5): Random {
  let count = 0
  return {
    fraction: () => fraction,
    bytes(length) {
      const bytes = new Uint8Array(length)
      new DataView(bytes.buffer).setUint32(0, family)
      new DataView(bytes.buffer).setUint32(4, ++count)
      return bytes
    },
  }
}

async function learn(response: Response, secrets: Set<string>): Promise<void> {
  const text = await response.clone().text()
  for (const [, token] of text.matchAll(/"(?:access|refresh)_token":"([^"]+)"/g))
    if (token) secrets.add(token)
}

function waitFor(clock: SimulatedClock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(resolve, ms)
    const leave = (): void => {
      cancel()
      reject(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
  })
}
