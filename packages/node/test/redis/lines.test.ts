import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectionOf } from '../../src/redis/client'
import type { Line, LineEvents } from '../../src/redis/line'
import { clientKinds, type TestClient, testClients } from './clients'
import { eventually } from './load'
import { describeRedis, type RedisServer, redisServers } from './server'

describeRedis('a line that listens to Redis', () => {
  const newServer = redisServers()
  const connect = testClients()
  const lines: Line[] = []
  let server: RedisServer
  beforeAll(async () => {
    server = await newServer()
  })
  afterAll(() => {
    for (const line of lines) line.close()
  })

  async function open({ client }: TestClient) {
    const heard: string[] = []
    const events: LineEvents = { message: channel => heard.push(channel), lost: () => {} }
    const line = connectionOf(client).openLine?.(events)
    if (line === undefined) throw new Error('unreachable')
    lines.push(line)
    await line.ready
    return { line, heard }
  }

  it.each(clientKinds)(
    'hears what it subscribes to again while its UNSUBSCRIBE is still on the wire, over $name',
    async kind => {
      const own = await connect(kind, server.url)
      const { line, heard } = await open(own)
      await line.subscribe([`kept by ${kind.name}`, `again by ${kind.name}`])
      const gone = line.unsubscribe([`again by ${kind.name}`])
      await Promise.all([gone, line.subscribe([`again by ${kind.name}`])])
      await own.send('PUBLISH', `again by ${kind.name}`, '')
      await eventually(() => expect(heard).toEqual([`again by ${kind.name}`]))
    },
  )

  it.each(clientKinds)('leaves no connection when it is closed while it connects, over $name', async kind => {
    const own = await connect(kind, (await newServer()).url)
    const connected = async () =>
      String(await own.send('CLIENT', 'LIST'))
        .trim()
        .split('\n').length
    const before = await connected()
    for (let turns = 0; turns < 40; turns++) {
      const line = connectionOf(own.client).openLine?.({ message: () => {}, lost: () => {} })
      line?.ready.catch(() => {})
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
      line?.close()
    }
    await eventually(async () => expect(await connected()).toBe(before))
  })
})
