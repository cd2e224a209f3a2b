const format = 'looker-auth-1'

/** What another tab did with a record. */
export type TabNews = 'changed' | 'signed_out'

/** What a message says. It never holds a token: the key is a hash. */
export interface TabMessage {
  readonly key: string
  readonly news: TabNews
}

/** The message as it is posted. */
export function encodeMessage({ key, news }: TabMessage): unknown {
  return { format, key, news }
}

/** The message in what came; undefined for anything else, because any script of this origin may post. */
export function decodeMessage(data: unknown): TabMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { format: found, key, news } = data as Readonly<Record<string, unknown>>
  if (found !== format || typeof key !== 'string') return undefined
  return news === 'changed' || news === 'signed_out' ? { key, news } : undefined
}
