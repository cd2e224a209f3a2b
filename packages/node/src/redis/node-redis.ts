import { anyOf, connectTimeoutMs, type LineEvents, type OpenLine } from './line.js'

/** What a line needs of a client of node-redis. */
interface NodeRedisNode {
  readonly options?: { readonly socket?: object }
  duplicate(override: object): NodeRedisLine
}

/** What a line needs of what node-redis makes: a client, or a cluster of them. */
export type NodeRedis =
  | (NodeRedisNode & { readonly nodeClient?: never })
  | { readonly masters: readonly object[]; nodeClient(node: object): Promise<NodeRedisNode> | NodeRedisNode }

type Listener = (message: string, channel: string) => void

interface NodeRedisLine {
  connect(): Promise<unknown>
  unref(): void
  subscribe(channels: string[], listener: Listener): Promise<unknown>
  unsubscribe(channels: string[], listener: Listener): Promise<unknown>
  destroy(): void
  on(event: 'connect' | 'error' | 'end', listener: () => void): unknown
}

/** Lines over duplicates of a client of node-redis. */
export function nodeRedisLine(client: NodeRedis): OpenLine {
  return events => {
    let closed = false
    let own: NodeRedisLine | undefined
    let hasSocket = false
    const destroy = (): void => {
      try {
        own?.destroy()
      } catch {
        // It was closed already.
      }
    }
    const connect = async (): Promise<NodeRedisLine> => {
      const node = client.nodeClient === undefined ? client : await client.nodeClient(anyOf(client.masters))
      own = duplicated(node, events)
      own.on('connect', () => {
        hasSocket = true
        if (closed) destroy()
      })
      if (closed) throw new Error('The line was closed.')
      await own.connect()
      return own
    }
    const ready = connect()
    // The same one for both: only so does the client remember that a channel is being unsubscribed, and subscribe to it again.
    const listener: Listener = (_, channel) => events.message(channel)
    return {
      ready,
      subscribe: async channels => (await ready).subscribe(channels, listener),
      unsubscribe: async channels => (await ready).unsubscribe(channels, listener),
      close: () => {
        closed = true
        // A client that is destroyed before it has its socket would connect all the same, and could not be destroyed any more.
        if (hasSocket) destroy()
      },
    }
  }
}

/** Options of the user's client that do not suit a connection which only listens and is replaced when it is lost. */
function duplicated(node: NodeRedisNode, { lost }: LineEvents): NodeRedisLine {
  const own = node.duplicate({
    socket: {
      ...node.options?.socket,
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: false,
      socketTimeout: undefined,
    },
    commandOptions: undefined,
    clientSideCache: undefined,
    disableOfflineQueue: false,
    pingInterval: undefined,
    readonly: false,
  })
  own.on('error', lost)
  own.on('end', lost)
  own.unref()
  return own
}
