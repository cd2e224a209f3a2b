/** What each program checks before it answers, by the beginning of its name: the numbers alone compare unlike things. */
const checks: readonly (readonly [start: string, what: string])[] = [
  ['an empty async function', 'nothing'],
  [
    'session.token()',
    'expiry by the wall clock and the monotonic clock, renewal before expiry, sign-out, close(), and when the store was read last',
  ],
  ['session.as(id).token()', 'the same; it also finds the session of the user by the id'],
  ['memoize', 'expiry by the wall clock; no sign-out, no identity'],
  ['getAccessToken', 'expiry by the wall clock; the caller has to handle a token that the server rejects'],
  [
    'token cycler',
    'expiry and renewal before expiry by the wall clock, tenant, claims challenge; no sign-out. It is internal to the package, and measured without the policy that uses it',
  ],
  ['getToken', 'expiry by the wall clock, whether sudo is on; no renewal before expiry'],
]

export function checksOf(name: string): string {
  return checks.find(([start]) => name.startsWith(start))?.[1] ?? ''
}
