import { subscribe } from 'node:diagnostics_channel'
import type { SessionEvent } from '@looker-auth/node'

/** In the file that sets up logging: it imports neither the session nor its options. */
export function logEvents(write: (line: string) => void) {
  subscribe('my-app:looker', message => {
    const event = message as SessionEvent
    const level = 'error' in event ? 'warn' : 'info'
    write(JSON.stringify({ level, time: Date.now(), ...event })) // no secret is in it
  })
}
