import { Listeners } from '../runtime/listeners.js'
import type { SessionEvent } from './events.js'

/** Those who listen to one session. */
export class Audience {
  /** Called after each change of state. */
  readonly subscribers = new Listeners<[]>()
  readonly eventListeners = new Listeners<[SessionEvent]>()

  get listening(): boolean {
    return this.subscribers.size > 0 || this.eventListeners.size > 0
  }
}
