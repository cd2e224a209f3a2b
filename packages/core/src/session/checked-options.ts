import { AuthError } from '../errors/auth-error.js'
import type { FamilyOptions } from './open-family.js'

type Fits = (value: unknown) => boolean

const isFunction: Fits = value => typeof value === 'function'
const isFromZero: Fits = value => typeof value === 'number' && value >= 0
const has = (value: unknown, ...methods: string[]): boolean =>
  methods.every(name => isFunction((value as Record<string, unknown> | null)?.[name]))

/** What each option must be where it is given; a wrong one would do nothing, in silence, or fail much later. */
const kinds = {
  workspace: [value => value === 'dev' || value === 'production', "'dev' or 'production'"],
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
export function checkOptions(options: FamilyOptions): void {
  for (const [name, [fits, what]] of Object.entries(kinds)) {
    const value: unknown = options[name as keyof FamilyOptions]
    if (value === undefined || fits(value)) continue
    throw new AuthError('configuration', {
      message: `The option ${name} is not ${what}.`,
      hint: 'Leave it out for its default.',
    })
  }
}
