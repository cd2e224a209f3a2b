import { anyOf, connectTimeoutMs, type OpenLine } from './line.js'

/** What a line needs of a `Redis` of ioredis. */
interface IoRedisNode {
  duplicate(override: object): IoRedisLine
}

/** What a line needs of a client of ioredis. */
export type IoRedis =
  | (IoRedisNode & { readonly isCluster: false })
  | { readonly isCluster: true; nodes(role: 'all'): IoRedisNode[] }

interface IoRedisLine {
  readonly stream?: { unref?(): void }
  connect(): Promise<void>
  subscribe(...channels: string[]): Promise<unknown>
  unsubscribe(...channels: string[]): Promise<unknown>
  disconnect(): void
  on(event: 'message', listener: (channel: string) => void): unknown
  on(event: 'error' | 'end', listener: () => void): unknown
}

/** Options of the user's client that do not suit a connection which only listens and is replaced when it is lost. */
const override = {
  lazyConnect: true,
  connectTimeout: connectTimeoutMs,
  // Its timer would hold the process open until a server that is down has closed the connection.
  disconnectTimeout: 1,
  retryStrategy: () => null,
  sentinelRetryStrategy: () => null,
  failoverDetector: false,
  reconnectOnError: null,
  autoResubscribe: false,
  enableReadyCheck: false,
  enableAutoPipelining: false,
  keyPrefix: '',
  readOnly: false,
  socketTimeout: undefined,
}

/** Lines over duplicates of a client of ioredis. */
export function ioRedisLine(client: IoRedis): OpenLine {
  return ({ message, lost }) => {
    const own = (client.isCluster ? anyOf(client.nodes('all')) : client).duplicate(override)
    own.on('message', message)
    own.on('error', () => {})
    own.on('end', lost)
    const ready = own.connect().then(() => own.stream?.unref?.())
    // The socket is there a moment after connect(), and would hold the process open until it is connected.
    setImmediate(() => own.stream?.unref?.())
    return {
      ready,
      subscribe: channels => own.subscribe(...channels),
      unsubscribe: channels => own.unsubscribe(...channels),
      close: () => own.disconnect(),
    }
  }
}
