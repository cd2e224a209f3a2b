import { createSession, type Session, type SessionEvent, type SessionOptions } from '@looker-auth/core'
import { createEmulator, type Emulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterEach } from 'vitest'

export const credentials = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }

/** A request that a session sent, as the platform's fetch got it. */
export interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string
}

export interface Scene {
  readonly emulator: Emulator
  readonly url: string
  readonly looker: Session
  readonly events: SessionEvent[]
  /** What was sent over the session's connection, in order. */
  readonly sent: Sent[]
  /** Answers these addresses in place of the emulator. */
  answer(url: string | RegExp, make: (sent: Sent) => Response | Promise<Response>): void
}

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** Runs when the test is over. */
export function atEnd(end: () => unknown): void {
  ends.unshift(end)
}

/** A listening emulator and a session of its admin. */
export async function scene(options: Partial<SessionOptions> = {}): Promise<Scene> {
  const emulator = createEmulator()
  const server: EmulatorServer = await emulator.listen()
  atEnd(() => server.close())
  const sent: Sent[] = []
  const events: SessionEvent[] = []
  const answers: [string | RegExp, (sent: Sent) => Response | Promise<Response>][] = []
  const looker = createSession({
    baseUrl: server.url,
    credentials,
    onEvent: event => events.push(event),
    async fetch(input, init) {
      const request: Sent = {
        method: init?.method ?? 'GET',
        url: String(input),
        headers: new Headers(init?.headers),
        body: typeof init?.body === 'string' ? init.body : '',
      }
      sent.push(request)
      const [, make] = answers.find(([url]) => request.url.match(url) !== null) ?? []
      return make === undefined ? fetch(input, init) : make(request)
    },
    ...options,
  })
  atEnd(() => looker.close())
  return { emulator, url: server.url, looker, events, sent, answer: (url, make) => answers.push([url, make]) }
}

/** What the work is rejected with. */
export async function failure(work: Promise<unknown>): Promise<Record<string, unknown> & Error> {
  return work.then(
    value => {
      throw new Error(`It was not rejected; it gave ${JSON.stringify(value)}`)
    },
    error => error,
  )
}
