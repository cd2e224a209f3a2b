import type { Clock, Fetch } from './product.js'
import type { World } from './world.js'

/** A runtime such as Cloudflare Workers: when it ends a request, the timers and fetches of that request never come back. */
export function workers(w: World) {
  let current = 'first'
  const ended = new Set<string>()
  const clock: Clock = {
    now: () => w.clock.now(),
    monotonic: () => w.clock.monotonic(),
    setTimer(callback, delayMs) {
      const owner = current
      return w.clock.setTimer(() => {
        if (!ended.has(owner)) callback()
      }, delayMs)
    },
  }
  const fetch: Fetch = async (input, init) => {
    const owner = current
    const response = await w.fetch(input, init)
    return ended.has(owner) ? new Promise<never>(() => {}) : response
  }
  return {
    clock,
    fetch,
    begin(request: string) {
      current = request
    },
    end: (request: string) => void ended.add(request),
  }
}
