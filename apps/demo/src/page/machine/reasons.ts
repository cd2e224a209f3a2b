import type { MachineArrow, SessionState } from '@looker-auth/browser'

type Status = SessionState['status']

/** What a session does in each state. */
export const meanings: Readonly<Record<Status, string>> = {
  idle: 'No token. The next call asks for one.',
  signing_in: 'A token is being asked for. Calls wait for it.',
  signed_in: 'Calls go out with the token.',
  renewing: 'Calls go out with the token, while a newer one is asked for.',
  signing_out: 'Calls fail. The token is being ended.',
  signed_out: 'Calls fail until somebody signs in.',
  denied: 'Looker refused this user. For 30 s no call asks again.',
  failed_for_now: 'No token could be had. After a short wait a call asks again.',
}

/** What leads from one state to another, for each event. */
const events: Readonly<Record<MachineArrow['event'], string>> = {
  call: 'a call needs a token',
  sign_in: 'Sign in is pressed',
  credentials_changed: 'the credentials were changed',
  granted: 'a token arrives',
  failed: 'no token: Looker failed, or could not be reached',
  abandoned: 'every caller gave up',
  stalled: 'no answer within the time limit',
  rejected: 'Looker refuses the token (401)',
  replaced: 'another tab stored a newer token',
  ended: 'another session ended the sign-in',
  sign_out: 'Sign out is pressed',
  sign_out_finished: 'the sign-out is complete',
  reopened: 'the application asks for the user again',
}

/** Where a condition or the state makes it another reason: `event [condition]`, or `state: event`. */
const special: Readonly<Record<string, string>> = {
  'call [expired]': 'a call after hard expiry',
  'call [due]': 'a call after soft expiry',
  'call [expired_and_denied]': 'a call after hard expiry, when Looker has just refused the user',
  'call [expired_and_waiting]': 'a call after hard expiry, when a renewal has just failed',
  'sign_in [completed]': 'a person completes a sign-in',
  'sign_in [expired]': 'Sign in is pressed after hard expiry',
  'failed [sign_in_missing]': 'nobody has signed in',
  'failed [refused]': 'Looker refuses this user',
  'rejected [fruitless]': 'Looker refuses a new token (no renewal for 30 s)',
  'ended [personal]': 'signed out in another tab',
  'denied: call': 'a call, 30 s later',
  'failed_for_now: call': 'a call after the wait',
  'renewing: failed': 'no new token: the present one stays in use',
  'renewing: stalled': 'no answer within the time limit: the token stays in use',
}

/** The reason that stands on an arrow. */
export function reasonOn({ from, event, when }: MachineArrow): string {
  const conditional = when === undefined ? undefined : special[`${event} [${when}]`]
  return conditional ?? special[`${from}: ${event}`] ?? events[event]
}
