import { createSession, type Session, shareTokens } from '@looker-auth/core'
import { withoutDraw } from './chance'
import { OwnCaller } from './own-caller'
import { processLock } from './process-lock'
import { processStore } from './process-redis'
import { callsPerSecond, maxSessions, ownCallsPerSecond, revalidateEveryMs } from './scenario'
import type { World } from './world'

/** One process: a session group of core's own, over the models. */
export interface FleetProcess {
  readonly session: Session
  readonly own: OwnCaller
}

export function fleetProcess(world: World): FleetProcess {
  const { clock, redis, looker, scenario, scale, chances, tally } = world
  let own: OwnCaller | undefined
  const isOwn = (key: string): boolean => key === tally.ownKey
  const touched = (key: string): void => {
    if (isOwn(key)) own?.touch()
  }
  const store = processStore(redis, clock, touched, isOwn)
  const session = createSession({
    baseUrl: 'https://looker.example.com',
    credentials: { clientId: 'fleet', clientSecret: 'simulated' },
    fetch: looker,
    clock,
    random: scenario.draw ? chances.tokens : withoutDraw(chances.tokens),
    sharing: shareTokens({
      store,
      lock: scenario.lock ? processLock(redis, clock, chances.locks) : undefined,
      revalidateEveryMs,
    }),
    background: true,
    maxSessions: Math.max(1, Math.round(maxSessions / scale)),
  })
  own = new OwnCaller(world, session, scenario.identities === 0 ? callsPerSecond : ownCallsPerSecond)
  return { session, own }
}
