/** What each does before it answers, by the beginning of its name: the numbers alone compare unlike things. */
const checks: readonly (readonly [start: string, what: string])[] = [
  ['an empty async function', 'nothing'],
  [
    'session.token()',
    'expiry by the wall and the monotonic clock, renewal ahead, sign-out, closing, and whether the store was looked at lately',
  ],
  ['session.as(id).token()', 'the same, and finds the session of the user by the id'],
  ['memoize', 'expiry by the wall clock; no sign-out, no identity'],
  ['getAccessToken', "expiry by the wall clock; a server-side rejection is the caller's affair"],
  [
    'token cycler',
    'expiry and renewal ahead by the wall clock, tenant, claims challenge; no sign-out. Internal to the package and measured alone, without the policy around it',
  ],
  ['getToken', 'expiry by the wall clock, whether sudo is on; no renewal ahead'],
]

export function checksOf(name: string): string {
  return checks.find(([start]) => name.startsWith(start))?.[1] ?? ''
}
