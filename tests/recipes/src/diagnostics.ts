import { channel } from 'node:diagnostics_channel'
import { createSession } from '@looker-auth/node'

const events = channel('my-app:looker')

/** Every subscriber gets the events: a log, metrics, a test. */
export const looker = createSession({ onEvent: event => events.publish(event) })
