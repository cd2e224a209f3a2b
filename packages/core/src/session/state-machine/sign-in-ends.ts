import type { MachineEvent, State } from './states.js'

/** Whether the session was signed out, or is being signed out. */
export function isSignedOut({ name }: State): boolean {
  return name === 'signing_out' || name === 'signed_out'
}

/** Whether what comes is another sign-in: this one was ended elsewhere, or the session leaves a sign-out behind. */
export function endsSignIn(before: State, event: MachineEvent, after: State): boolean {
  if (event.type === 'ended') return !event.parent
  return isSignedOut(before) && !isSignedOut(after)
}
