import { Listeners } from '../runtime/listeners.js'
import type { SessionEvent } from './events.js'

/** The listeners of one session. */
export class Observers {
  /** Called after each change of state. */
  readonly subscribers = new Listeners<[]>()
  readonly eventListeners = new Listeners<[SessionEvent]>()

  get listening(): boolean {
    return this.subscribers.size > 0 || this.eventListeners.size > 0
  }
}
