/** Valid tokens in memory, of one or many identities, behind whatever hands them out. */
export interface Held {
  /** A call for the first identity. */
  one(): Promise<unknown>
  /** A call for that identity. */
  at(index: number): Promise<unknown>
}

/** Holds as many identities as asked, each with a token of its own. */
export type Hold = (count: number) => Promise<Held>

/** Makes a holder for each identity, and lets each get its token. */
export async function holdEach<T extends object>(
  count: number,
  make: () => T,
  call: (holder: T) => Promise<unknown>,
): Promise<Held> {
  const holders = Array.from({ length: count }, make)
  for (const holder of holders) await call(holder)
  const first = holders[0] as T
  return { one: () => call(first), at: index => call(holders[index] as T) }
}
