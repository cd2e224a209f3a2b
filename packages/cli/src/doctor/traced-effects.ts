import { tracedFetch } from '../connection/traced-fetch.js'
import { type Io, tell } from '../terminal/io.js'
import type { Style } from '../terminal/style.js'
import { shownTarget } from './address.js'
import type { Effects } from './effects.js'
import { codeOf } from './network/failure.js'

/** Shows on stderr what the steps do in the network: a line for each request, connection and look-up. */
export function tracedEffects(effects: Effects, io: Io, style: Style): Effects {
  async function traced<T>(what: string, work: Promise<T>): Promise<T> {
    const startMs = performance.now()
    const show = (end: string): void =>
      tell(io, style.dim(`> ${what}  ${end}${Math.round(performance.now() - startMs)} ms`))
    try {
      const result = await work
      show('')
      return result
    } catch (error) {
      show(`failed: ${codeOf(error)}  `)
      throw error
    }
  }
  return {
    now: effects.now,
    lookup: (host, signal) => traced(`look up ${host}`, effects.lookup(host, signal)),
    connect: (target, signal) => traced(`connect ${shownTarget(target)}`, effects.connect(target, signal)),
    secure: (socket, target, signal) => traced(`TLS ${target.host}`, effects.secure(socket, target, signal)),
    fetch(settings) {
      const own = effects.fetch(settings)
      return Object.assign(tracedFetch(own, io, style), { close: () => own.close() })
    },
  }
}
