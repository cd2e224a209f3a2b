import type { AuthError } from '@looker-auth/node'
import { failureOf } from '../../failures/print-failure.js'
import type { GlobalFlags } from '../../program/flags.js'
import type { Io } from '../../terminal/io.js'
import { placed } from '../address.js'
import type { Finding } from '../step.js'
import { askedProfile } from './profile-reason.js'

/** What the settings step finds where the options describe no connection. */
export function connectionFault(fault: AuthError, flags: GlobalFlags, io: Io): Finding {
  const { message, hint, code } = failureOf(fault)
  const place = askedProfile(flags, io)
  const asked = flags.profile ?? io.env.LOOKER_AUTH_PROFILE
  return {
    status: 'failed',
    lines: place === undefined ? [message] : [`profile: ${asked} (${place})`, message],
    next: place === undefined ? hint : `${placed('The profile', place)}: ${message} ${hint}`,
    code,
    blocks: 'the settings cannot be used',
  }
}
