import {
  createSession,
  type Session,
  type SessionEvent,
  shareTokens,
  type TokenStore,
} from '@looker-auth/core'
import { createEmulator, type Emulator } from '@looker-auth/emulator'
import { afterAll, expect, vi } from 'vitest'
import { boundMs } from '../../../../vitest.extents.ts'
import { redisLock, redisStore } from '../../src/redis/index'
import { patientClock } from '../patient-clock.mjs'
import { credentials } from '../store/processes'
import type { TestClient } from './clients'
import { fairClock } from './fair-clock'

/**
 * Nobody hangs. The exact bound of docs/fleet.md, 2 s once and 250 ms a second, is judged on the simulated clock, by core's suite of
 * failing stores: here it takes what a busy machine makes of it.
 */
const longestMs = boundMs(15_000)
/** The API key's own user, and one it acts for. */
export const identities = ['1', '789'] as const

/** Stands for a process: a session group with a client of its own. */
export interface Member {
  readonly session: Session
  readonly own: TestClient
  readonly events: SessionEvent[]
  /** How many calls of each identity were answered as that identity. */
  readonly answered: Record<string, number>
  close(): Promise<void>
}

/** Sessions of a fleet under load, and what went wrong with them. */
export interface Load {
  readonly emulator: Emulator
  readonly members: readonly Member[]
  join(store?: (inner: TokenStore) => TokenStore): Promise<Member>
  /** Calls that failed, or were answered as somebody else. */
  readonly wrong: readonly string[]
  longestWaitMs(): number
  /** Resolves when every member got some more answers as each identity. */
  goesOn(): Promise<void>
  /** Ends every token on the server, so that each identity needs another login. */
  revoke(): void
  logins(): { readonly own: number; readonly sudo: number }
}

/** How a load is made. */
export interface LoadInit {
  readonly connect: () => Promise<TestClient>
  readonly members?: number
  readonly store?: (inner: TokenStore) => TokenStore
}

/** A session group over its own client. */
export function family(
  emulator: Emulator,
  { client }: TestClient,
  store: (inner: TokenStore) => TokenStore = inner => inner,
): Session {
  return createSession({
    ...{
      baseUrl: 'https://looker.test',
      credentials,
      clock: patientClock(),
    },
    sharing: shareTokens({ store: store(redisStore(client)), lock: redisLock(client) }),
    fetch: async (input, init) => emulator.fetch(new Request(input, init)),
  })
}

/** Makes loads, which end when the test file is over. Nothing that they start may be rejected without a handler. */
export function loads(): (init: LoadInit) => Promise<Load> {
  const open: Member[] = []
  const unhandled: unknown[] = []
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', onUnhandled)
  const clock = fairClock()
  afterAll(async () => {
    await Promise.all(open.map(({ close }) => close()))
    clock.stop()
    process.off('unhandledRejection', onUnhandled)
    expect(unhandled).toEqual([])
  })

  return async ({ connect, members: count = 3, store: wrapped = store => store }) => {
    const emulator = createEmulator()
    const members: Member[] = []
    const wrong: string[] = []
    let longestMs = 0

    const join = async (store = wrapped): Promise<Member> => {
      const own = await connect()
      const events: SessionEvent[] = []
      const session = family(emulator, own, store)
      session.onEvent(event => events.push(event))
      const answered = Object.fromEntries(identities.map(id => [id, 0]))
      let stopped = false
      const call = async (id: string): Promise<void> => {
        const since = clock.nowMs()
        try {
          const response = await (id === '1' ? session : session.as(id)).fetch('/user')
          const said = String(((await response.json()) as { id?: unknown }).id)
          if (response.ok && said === id) answered[id] = (answered[id] ?? 0) + 1
          else wrong.push(`${response.status} as ${said} instead of ${id}`)
        } catch (error) {
          wrong.push(`${error} instead of ${id}`)
        }
        longestMs = Math.max(longestMs, clock.nowMs() - since)
      }
      const calling = identities.map(async id => {
        while (!stopped) {
          await call(id)
          await new Promise(resolve => setTimeout(resolve, 10))
        }
      })
      const member: Member = {
        ...{ session, own, events, answered },
        async close() {
          stopped = true
          await Promise.all(calling)
          await session.close()
          const index = members.indexOf(member)
          if (index !== -1) members.splice(index, 1)
        },
      }
      open.push(member)
      members.push(member)
      return member
    }
    await Promise.all(Array.from({ length: count }, () => join()))

    return {
      ...{ emulator, members, join, wrong },
      longestWaitMs: () => longestMs,
      async goesOn() {
        const before = members.map(({ answered }) => ({ ...answered }))
        const some = () =>
          members.every(({ answered }, index) =>
            identities.every(id => (answered[id] ?? 0) > (before[index]?.[id] ?? 0) + 5),
          )
        await eventually(() => expect(some()).toBe(true))
      },
      revoke: () => void identities.map(id => emulator.revoke({ user_id: id })),
      logins: () => ({ own: emulator.stats.login, sudo: emulator.stats.login_user }),
    }
  }
}

/** Waits until the check holds. Unlike `expect.poll`, also in tests that run at the same time. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: boundMs(50_000), interval: 20 })
}

/** How often a member said that, of a store's operation if given. */
export function said({ events }: Member, type: SessionEvent['type'], operation?: string): number {
  const isIt = (event: SessionEvent): boolean =>
    event.type === type &&
    (operation === undefined || ('operation' in event && event.operation === operation))
  return events.filter(isIt).length
}

/**
 * What holds whatever fails: each call was answered as its identity, within the bound; events are one a failure, not one a call.
 *
 * @param mayBeRejected Whether members had tokens of their own when all were revoked: then the one that a member adopts may be dead
 * too, and the second 401 is the caller's.
 */
export function expectCalm(load: Load, mayBeRejected = false): void {
  expect(load.wrong.filter(what => !(mayBeRejected && what.startsWith('401')))).toEqual([])
  expect(load.longestWaitMs()).toBeLessThan(longestMs)
  for (const member of load.members) {
    expect(said(member, 'store_failure', 'lock')).toBeLessThanOrEqual(1)
    const ofStore = said(member, 'store_failure') - said(member, 'store_failure', 'lock')
    expect(ofStore, JSON.stringify(member.events)).toBeLessThanOrEqual(identities.length)
  }
}
