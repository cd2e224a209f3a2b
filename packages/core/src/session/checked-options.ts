import { AuthError } from '../errors/auth-error.js'

type Fits = (value: unknown) => boolean

const isFunction: Fits = value => typeof value === 'function'
const isFromZero: Fits = value => typeof value === 'number' && value >= 0
const has = (value: unknown, ...methods: string[]): boolean =>
  methods.every(name => isFunction((value as Record<string, unknown> | null)?.[name]))

/** What each option must be where it is given; a wrong one would do nothing, in silence, or fail much later. */
const kinds = {
  workspace: [value => value === 'dev' || value === 'production', "'dev' or 'production'"],
  associative: [value => typeof value === 'boolean', 'true or false'],
  store: [value => has(value, 'load', 'commit'), 'a store, with load and commit'],
  lock: [value => has(value, 'run'), 'a lock, with run'],
  maxSessions: [isFromZero, 'a number from 0'],
  checkEveryMs: [isFromZero, 'a number of milliseconds'],
  lockWaitMs: [isFromZero, 'a number of milliseconds'],
  lockHoldMs: [isFromZero, 'a number of milliseconds'],
  background: [value => typeof value === 'boolean' || isFunction(value), 'true, false or a function'],
  onEvent: [isFunction, 'a function'],
  onClose: [isFunction, 'a function'],
  recheck: [isFunction, 'a function'],
  credentials: [
    value => isFunction(value) || (typeof value === 'object' && value !== null),
    'an API key or a function',
  ],
} as const satisfies Record<string, readonly [Fits, string]>

/** @throws AuthError `configuration` that names the option. */
export function checkOptions(options: object): void {
  if (typeof options !== 'object' || options === null) {
    throw new AuthError('configuration', {
      message: 'The options are not an object.',
      hint: "Give them by name, such as { workspace: 'dev' }.",
    })
  }
  for (const [name, [fits, what]] of Object.entries(kinds)) {
    const value: unknown = (options as Record<string, unknown>)[name]
    if (value === undefined || fits(value)) continue
    throw new AuthError('configuration', {
      message: `The option ${name} is not ${what}.`,
      hint: 'Leave it out for its default.',
    })
  }
}
