import { EmulatorInputError } from './input-error'

/** Says what is wrong with a value ("must be ..."), or nothing when it is right. */
export type Check = (value: unknown) => string | undefined

export type Fields = Readonly<Record<string, { check: Check; required?: boolean }>>

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const aString: Check = value => (typeof value === 'string' ? undefined : 'must be a string')

export const aText: Check = value =>
  typeof value === 'string' && value !== '' ? undefined : 'must be a string that is not empty'

export const aBoolean: Check = value => (typeof value === 'boolean' ? undefined : 'must be true or false')

export const aWholeNumber =
  (min: number, max: number = Number.MAX_SAFE_INTEGER): Check =>
  value =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
      ? undefined
      : max === Number.MAX_SAFE_INTEGER
        ? `must be a whole number of at least ${min}`
        : `must be a whole number from ${min} to ${max}`

export const oneOf =
  (...allowed: readonly unknown[]): Check =>
  value =>
    allowed.includes(value)
      ? undefined
      : `must be one of ${allowed.map(item => (typeof item === 'string' ? `"${item}"` : String(item))).join(', ')}`

export const either =
  (first: Check, second: Check): Check =>
  value => {
    const problem = first(value)
    if (problem === undefined) return undefined
    const other = second(value)
    return other === undefined ? undefined : `${problem}, or ${other}`
  }

/** Checks a list inside an object. */
export const aListOf =
  (check: Check): Check =>
  value => {
    if (!Array.isArray(value)) return 'must be a list'
    const problems = value.flatMap((item, index) => {
      const problem = check(item)
      return problem === undefined ? [] : [`[${index}] ${problem}`]
    })
    return problems.length > 0 ? `: ${problems.join(' and ')}` : undefined
  }

/** Checks an object inside another one. */
export const anObjectOf =
  (fields: Fields): Check =>
  value => {
    const problems = problemsOf(value, '', fields)
    return problems.length > 0 ? `: ${problems.join(' and ')}` : undefined
  }

/** Every problem of an object's fields, each with its place, such as `users[3].id must be ...`. Undefined counts as absent. */
export function problemsOf(value: unknown, place: string, fields: Fields): string[] {
  if (!isRecord(value)) return [`${place || 'it'} must be an object`]
  const at = (name: string) => (place === '' ? name : `${place}.${name}`)
  const problems: string[] = []
  for (const [name, { check, required }] of Object.entries(fields)) {
    const problem = value[name] === undefined ? required && 'is missing' : check(value[name])
    if (problem) problems.push(`${at(name)}${problem.startsWith(':') ? '' : ' '}${problem}`)
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name)) {
      problems.push(`${at(name)} is not known (known are ${Object.keys(fields).join(', ')})`)
    }
  }
  return problems
}

export function throwIfAny(subject: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new EmulatorInputError(subject, problems)
}
