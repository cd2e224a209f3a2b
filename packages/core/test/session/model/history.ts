import { memoryLock } from '../product.js'
import { Arena } from './arena.js'
import { drawsFrom } from './chance.js'
import { adminId } from './fake-looker.js'
import type { Leak } from './live-tokens.js'
import { jump, sleep } from './machines.js'
import { SharedStore } from './shared-store.js'
import { checkLogins, checkSteady } from './steady.js'
import type { History, Step } from './steps.js'
import { Timeline, turn } from './timeline.js'

/** What came of a history. */
export interface Lived {
  readonly violations: readonly string[]
  /** What lives on the server when all session groups are closed, though no record of the store holds it. */
  readonly leaks: readonly Leak[]
  readonly logins: number
}

/** Lives a history through. */
export async function live(history: History): Promise<Lived> {
  const { setup, steps } = history
  const timeline = new Timeline()
  for (let machine = 0; machine < 2; machine++) timeline.machine()
  const sky = timeline.machine()
  const store = new SharedStore(setup.watched)
  const lock = setup.locked ? memoryLock({ clock: sky }) : undefined
  const draw = drawsFrom(setup.seed)
  const latenciesMs = [0, 1, 5, 40]
  const arena = new Arena({
    timeline,
    lifetimeMs: setup.lifetimeMs,
    families: setup.families.map(({ machine, shared, background, kind, maxSessions }) => ({
      ...{ machine, kind },
      store: shared ? store : undefined,
      lock: shared ? lock : undefined,
      options: { background, ...(maxSessions !== undefined && { maxSessions }) },
    })),
    draw,
    pause(family) {
      const delayMs = latenciesMs[Math.floor(draw() * latenciesMs.length)] ?? 0
      const clock = arena.families[family]?.party.machine
      if (delayMs === 0 || clock === undefined) return Promise.resolve()
      return new Promise(resolve => clock.setTimer(resolve, delayMs))
    },
  })
  for (const [index, step] of steps.entries()) {
    arena.lastStep = `${index} ${JSON.stringify(step)}`
    take(step, arena, store)
    if (step.do === 'pass') await timeline.advance(step.ms)
    else await turn()
  }
  arena.lastStep = 'the last'
  await settle(arena)
  await checkSteady(arena, settle)
  checkLogins(arena, setup.locked)
  arena.families.forEach((_, family) => void arena.close(family))
  await settle(arena)
  const logins = [...arena.ledger.logins.values()].reduce((sum, count) => sum + count, 0)
  return { violations: arena.end(), leaks: arena.liveTokens.leaks(store), logins }
}

/** Lets everything that is under way come to its end. */
async function settle(arena: Arena): Promise<void> {
  const { timeline } = arena
  for (const machine of timeline.machines) machine.wake()
  for (let rounds = 0; rounds < 10_000; rounds++) {
    await turn()
    if (timeline.untilNextMs === undefined) return
    await timeline.advance(timeline.untilNextMs)
  }
}

async function closeGroup(arena: Arena, family: number, store: SharedStore): Promise<void> {
  const name = arena.families[family]?.party.name
  const lostBefore = store.lost.length
  await arena.close(family)
  if (name !== undefined) arena.liveTokens.groupClosed(name, store, lostBefore)
}

function take(step: Step, arena: Arena, store: SharedStore): void {
  const { ledger, troubles, families } = arena
  // Anybody may need a login after it.
  const needful = (): void => {
    for (const { group, ownId } of troubles.parties)
      for (const subject of new Set([ownId, adminId, '2', '3', '4', '5'])) ledger.cause(group, subject)
  }
  if ('family' in step) families[step.family]?.party.machine.wake()
  switch (step.do) {
    case 'call':
      for (let caller = 0; caller < step.callers; caller++)
        void arena.call(step.family, step.subject, step.kind, caller % 2 === 1)
      break
    case 'abort':
      arena.abort()
      break
    case 'logout':
    case 'login':
      void arena[step.do](step.family, step.subject)
      break
    case 'as':
      arena.as(step.family, step.subject)
      break
    case 'revoke':
      arena.revoke(step.subject)
      break
    case 'fault':
      families[step.family]?.faults.push(step.fault)
      needful()
      break
    case 'jump':
      jump(arena, step.machine, step.ms)
      needful()
      break
    case 'sleep':
      sleep(arena, step.machine)
      needful()
      break
    case 'flush':
      store.flush()
      troubles.flushed()
      needful()
      break
    case 'close':
      void closeGroup(arena, step.family, store)
      needful()
      break
    case 'open':
      arena.reopen(step.family)
      needful()
      break
    case 'leave':
      void arena.leaveApplication(step.family)
      break
    case 'pass':
      break
  }
}
