/** Throws unless both are the same as JSON. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [shown, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (shown !== wanted) throw new Error(`${what}: ${shown} instead of ${wanted}`)
}
