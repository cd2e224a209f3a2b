import { copy } from './copy'
import { closeSteps, crashSteps, evictionSteps, loginSteps, revalidationSteps, worldSteps } from './life'
import { brokenPromise } from './promises'
import type { Rules, Step } from './rules'
import { signOutSteps } from './sign-out'
import { tokenRequestSteps } from './token-request'
import { admin, freshWorld, user, type World } from './world'

/** What an exploration saw. */
export interface Explored {
  readonly states: number
  readonly depth: number
  /** Every order of the steps was followed to its end. */
  readonly complete: boolean
  /** The promise that broke, and the steps that led there. */
  readonly broken?: { readonly promise: string; readonly steps: readonly string[] }
}

/** Follows every order of steps, those of few steps first, until a promise breaks or so many states were seen. */
export function explore(start: World, rules: Rules, mostStates: number): Explored {
  const seen = new Set<number>([hashOf(JSON.stringify(start))])
  const cameBy: { readonly before: number; readonly step: string }[] = [{ before: -1, step: '' }]
  let layer: { readonly index: number; readonly world: World }[] = [{ index: 0, world: start }]
  for (let depth = 0; layer.length > 0; depth++) {
    const next: typeof layer = []
    for (const { index, world: from } of layer) {
      if (cameBy.length >= mostStates) return { states: cameBy.length, depth, complete: false }
      for (const [step, take] of stepsOf(from, rules)) {
        const world = copy(from)
        take(world)
        const hash = hashOf(JSON.stringify(world))
        if (seen.has(hash)) continue
        seen.add(hash)
        cameBy.push({ before: index, step })
        const promise = brokenPromise(world)
        if (promise !== null) {
          const steps: string[] = []
          for (let at = cameBy.at(-1); at !== undefined && at.before >= 0; at = cameBy[at.before])
            steps.unshift(at.step)
          return { states: cameBy.length, depth: depth + 1, complete: false, broken: { promise, steps } }
        }
        next.push({ index: cameBy.length - 1, world })
      }
    }
    if (next.length === 0) return { states: cameBy.length, depth, complete: true }
    layer = next
  }
  return { states: cameBy.length, depth: 0, complete: true }
}

/** 53 bits of a text, in which two of millions of states are hardly ever the same. */
function hashOf(text: string): number {
  let high = 0x41c6ce57
  let low = 0xdeadbeef
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}

const fresh = JSON.stringify(freshWorld(1, {}).groups[0])

/** Every step that can be taken in a world. */
function stepsOf(world: World, rules: Rules): Step[] {
  const steps = worldSteps(world)
  const allFresh = world.groups.every(group => JSON.stringify(group) === fresh)
  for (const [group, { life }] of world.groups.entries()) {
    if (life === 'closed' || life === 'crashed') continue
    const ofGroup = [...closeSteps(world, group, rules), ...crashSteps(world, group)]
    for (const who of [admin, user] as const) {
      const place = { group, who }
      const ofSession = [
        ...(life === 'open' || world.groups[group]?.sessions[who].request
          ? tokenRequestSteps(world, place, rules)
          : []),
        ...(life === 'open' || world.groups[group]?.sessions[who].signOut
          ? signOutSteps(world, place, rules)
          : []),
        ...(life === 'open' ? loginSteps(world, place) : []),
        ...(life === 'open' ? revalidationSteps(world, place, rules) : []),
        ...(life === 'open' && who === user ? evictionSteps(world, place, rules) : []),
      ]
      const whose = who === admin ? 'admin' : 'user'
      ofGroup.push(...ofSession.map(([name, ...rest]): Step => [`the ${whose} ${name}`, ...rest]))
    }
    steps.push(...ofGroup.map(([name, ...rest]): Step => [`group ${group}: ${name}`, ...rest]))
    // The groups are alike until one has taken a step: it is called the first.
    if (group === 0 && allFresh) break
  }
  const alone = steps.filter(([, , alone]) => alone)
  return alone.length > 0 ? alone : steps
}

/** The world after these steps, each of which can be taken then. */
export function after(start: World, rules: Rules, steps: readonly string[]): World {
  let world = start
  for (const wanted of steps) {
    const taken = stepsOf(world, rules).find(([name]) => name === wanted)
    if (taken === undefined)
      throw new Error(
        `no step ${wanted}, but ${stepsOf(world, rules)
          .map(([name]) => name)
          .join('; ')}`,
      )
    world = copy(world)
    taken[1](world)
  }
  return world
}
