/** The clients that redisStore works over, by the names of their projects. Each is loaded when it is asked for, and then connects. */
export const redisClients = {
  async 'node-redis'() {
    const { createClient } = await import('redis')
    return async (url: string) => {
      const client = createClient({ url })
      client.on('error', () => {})
      await client.connect()
      return {
        client,
        get: (key: string): Promise<unknown> => client.get(key),
        set: (key: string, text: string, keepMs: number): Promise<unknown> =>
          client.set(key, text, { expiration: { type: 'PX', value: keepMs } }),
        async listen(channel: string): Promise<void> {
          const listener = client.duplicate()
          listener.on('error', () => {})
          await listener.connect()
          await listener.subscribe(channel, () => {})
        },
      }
    }
  },
  async ioredis() {
    const { Redis } = await import('ioredis')
    return async (url: string) => {
      const client = new Redis(url, { lazyConnect: true })
      client.on('error', () => {})
      await client.connect()
      return {
        client,
        get: (key: string): Promise<unknown> => client.get(key),
        set: (key: string, text: string, keepMs: number): Promise<unknown> =>
          client.set(key, text, 'PX', keepMs),
        async listen(channel: string): Promise<void> {
          const listener = client.duplicate()
          listener.on('error', () => {})
          await listener.connect()
          await listener.subscribe(channel)
        },
      }
    }
  },
} as const

export type RedisClientName = keyof typeof redisClients

export const redisClientNames = Object.keys(redisClients) as readonly RedisClientName[]
