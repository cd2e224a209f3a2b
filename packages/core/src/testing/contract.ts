/** One promise of a seam, as a test that any test framework can run: `run` rejects when it is broken. */
export interface ContractCase {
  readonly name: string
  run(): Promise<void>
}

/** Throws an Error with the message unless the condition holds. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

/** Throws unless both are the same, as `Object.is` sees it. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  check(Object.is(actual, expected), `${what}: ${shown(actual)} instead of ${shown(expected)}`)
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
