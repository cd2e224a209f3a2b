import { check } from './product.js'
import type { World } from './world.js'

/** The longest time that is measured, in milliseconds. */
const longestMs = 600_000

/** Resolves when that time has passed for everybody. */
export const delay = (w: World, ms: number): Promise<void> =>
  new Promise(resolve => void w.clock.setTimer(resolve, ms))

/** How long the call takes. Time passes only when all that needs none is done, also on a busy machine. */
export async function waitedMs(w: World, call: Promise<unknown>): Promise<number> {
  const startedMs = w.clock.monotonic()
  const elapsedMs = (): number => w.clock.monotonic() - startedMs
  const isDone = settling(call)
  for (await w.calm(); !isDone() && elapsedMs() < longestMs; await w.calm()) await w.clock.advance(25)
  check(isDone(), `The call had not ended after ${longestMs} ms.`)
  await call
  return elapsedMs()
}

/** Lets minutes pass until the call ends; whether it ended within `minutes`. */
export async function endsWithin(w: World, minutes: number, call: Promise<unknown>): Promise<boolean> {
  const isDone = settling(call)
  for (let minute = 0; minute < minutes && !isDone(); minute++) await w.pass(60_000)
  return isDone()
}

/** Tells whether the call has settled. Its failure is the caller's to see. */
export function settling(call: Promise<unknown>): () => boolean {
  let done = false
  const finish = (): void => {
    done = true
  }
  call.then(finish, finish)
  return () => done
}
