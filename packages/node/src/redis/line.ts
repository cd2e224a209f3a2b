/** A connection of its own that listens to channels. It holds no process open, and does not come back when it is lost. */
export interface Line {
  /** Resolves when it can be used. */
  readonly ready: Promise<unknown>
  subscribe(channels: string[]): Promise<unknown>
  unsubscribe(channels: string[]): Promise<unknown>
  /** Closes it at once, whatever it does. */
  close(): void
}

/** What a line reports. */
export interface LineEvents {
  message(channel: string): void
  /** The line is closed or lost; called at least once, also after `close`. */
  lost(): void
}

/** Begins to open a line. */
export type OpenLine = (events: LineEvents) => Line

/** How long a line may take to connect, in milliseconds. */
export const connectTimeoutMs = 2000

/** Any one of them: in a cluster, each node passes on what is published at another. */
export function anyOf<T>(nodes: readonly T[]): T {
  const node = nodes[Math.floor(Math.random() * nodes.length)]
  if (node === undefined) throw new Error('The client knows no node of the cluster yet.')
  return node
}
