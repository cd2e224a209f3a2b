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

interface NodeRedisLine {
  connect(): Promise<unknown>
  unref(): void
  subscribe(channels: string[], listener: (message: string, channel: string) => void): Promise<unknown>
  unsubscribe(channels: string[]): Promise<unknown>
  ping(): Promise<unknown>
  destroy(): void
  on(event: 'error' | 'end', listener: () => void): unknown
}

/** Lines over duplicates of a client of node-redis. */
export function nodeRedisLine(client: NodeRedis): OpenLine {
  return events => {
    let closed = false
    let own: NodeRedisLine | undefined
    const close = (): void => {
      closed = true
      try {
        own?.destroy()
      } catch {
        // It was closed already.
      }
    }
    const connect = async (): Promise<NodeRedisLine> => {
      const node = client.nodeClient === undefined ? client : await client.nodeClient(anyOf(client.masters))
      own = duplicated(node, events)
      if (closed) throw new Error('The line was closed.')
      await own.connect()
      return own
    }
    const ready = connect()
    return {
      ready,
      subscribe: async channels => (await ready).subscribe(channels, (_, channel) => events.message(channel)),
      unsubscribe: async channels => (await ready).unsubscribe(channels),
      ping: async () => (await ready).ping(),
      close,
    }
  }
}

/** What the user's options say of other work is not for a connection that only listens and is thrown away when lost. */
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
