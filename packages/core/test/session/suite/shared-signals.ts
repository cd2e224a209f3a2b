import { type ContractCase, equal, type Session } from '../product.js'
import { login, loginUser, scene, type World } from '../world.js'

const calls = 1000

/** One AbortSignal for many calls at a time. */
export function sharedSignalCases(): ContractCase[] {
  const ways: [string, (looker: Session, signal: AbortSignal, at: number) => Promise<unknown>][] = [
    ['token()', (looker, signal) => looker.token({ signal })],
    ['login()', (looker, signal) => looker.login({ signal })],
    ['fetch()', (looker, signal) => looker.fetch('/user', { signal })],
    ['as(id).token()', (looker, signal, at) => looker.as((at % 7) + 2).token({ signal })],
  ]
  return ways.flatMap(([way, call]) => {
    const begin = (w: World, signal: AbortSignal) => {
      const looker = w.session()
      return Array.from({ length: calls }, (_, at) => call(looker, signal, at))
    }
    return [
      scene(`${calls} calls of ${way} with one signal add one listener to it, and leave none`, async w => {
        const { signal, listeners } = counted()
        const held = w.hold(login)
        const work = begin(w, signal)
        await held.arrived
        equal(listeners(), 1, 'listeners while they wait')
        held.release()
        await w.drive(Promise.allSettled(work))
        equal(listeners(), 0, 'listeners afterwards')
      }),

      scene(
        `the abort of a signal that ${calls} calls of ${way} share ends each with its reason`,
        async w => {
          const { signal, listeners, abort } = counted()
          const held = w.hold(login)
          const work = begin(w, signal).map(w.failure)
          await held.arrived
          const reason = { why: 'all are to end' }
          abort(reason)
          const reasons = new Set(await Promise.all(work))
          equal(reasons.size === 1 && reasons.has(reason), true, 'the reason of each')
          equal(listeners(), 0, 'listeners afterwards')
          equal(w.count(loginUser(2)), 0, 'sudo logins')
        },
      ),
    ]
  })
}

type Listener = (event: Event) => void

/** A signal that counts its listeners for aborts. */
function counted() {
  const controller = new AbortController()
  const { signal } = controller
  const listeners = new Set<unknown>()
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  const counting = {
    addEventListener(type: string, listener: Listener, options: { once?: boolean }) {
      listeners.add(listener)
      const once: Listener = event => {
        listeners.delete(listener)
        listener(event)
      }
      wrapped.set(listener, once)
      add(type, once, options)
    },
    removeEventListener(type: string, listener: Listener) {
      listeners.delete(listener)
      remove(type, wrapped.get(listener) ?? listener)
    },
  }
  const wrapped = new Map<Listener, Listener>()
  Object.assign(signal, counting)
  return { signal, abort: (reason: unknown) => controller.abort(reason), listeners: () => listeners.size }
}
