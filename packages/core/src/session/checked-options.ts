import { AuthError } from '../errors/auth-error.js'

type Fits = (value: unknown) => boolean

const isFunction: Fits = value => typeof value === 'function'
const isFromZero: Fits = value => typeof value === 'number' && value >= 0
const has = (value: unknown, ...methods: string[]): boolean =>
  methods.every(name => isFunction((value as Record<string, unknown> | null)?.[name]))

/** What an option must be if it is given. A wrong one would be ignored silently, or fail much later. */
export type OptionKinds = Readonly<Record<string, readonly [fits: (value: unknown) => boolean, what: string]>>

/** The options of sessions. */
const sessionOptions = {
  workspace: [value => value === 'dev' || value === 'production', "'dev' or 'production'"],
  associative: [value => typeof value === 'boolean', 'true or false'],
  sharing: [value => has(value, 'open'), 'what shareTokens() returned'],
  maxSessions: [isFromZero, 'a number from 0'],
  background: [value => typeof value === 'boolean' || isFunction(value), 'true, false or a function'],
  onEvent: [isFunction, 'a function'],
  onClose: [isFunction, 'a function'],
  credentials: [
    value => isFunction(value) || (typeof value === 'object' && value !== null),
    'an API key or a function',
  ],
} as const satisfies OptionKinds

/** The options of `shareTokens()`. */
export const sharingOptions = {
  store: [value => has(value, 'load', 'commit'), 'a store, with load and commit'],
  lock: [value => has(value, 'run'), 'a lock, with run'],
  revalidateEveryMs: [isFromZero, 'a number of milliseconds'],
  lockWaitMs: [isFromZero, 'a number of milliseconds'],
  lockHoldMs: [isFromZero, 'a number of milliseconds'],
  revalidateWhen: [isFunction, 'a function'],
} as const satisfies OptionKinds

/** @throws AuthError `configuration` that names the option. */
export function checkOptions(options: object, kinds: OptionKinds = sessionOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new AuthError('configuration', {
      message: 'The options are not an object.',
      hint: "Give them by name, such as { workspace: 'dev' }.",
    })
  }
  const misplaced =
    kinds === sharingOptions ? undefined : Object.keys(sharingOptions).find(name => name in options)
  if (misplaced !== undefined) {
    throw new AuthError('configuration', {
      message: `The option ${misplaced} belongs to shareTokens().`,
      hint: 'Give sharing: shareTokens({ store, lock }).',
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
