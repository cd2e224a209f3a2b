import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { Fetch } from '@looker-auth/core'
import { type FetchCapability, fetchContract, fetchContractHandler } from '@looker-auth/core/testing'
import { afterAll, describe, test } from 'vitest'
import { nodeFetch } from '../src/index.js'

const handler = fetchContractHandler()
const servers = [0, 1].map(() =>
  serve({ fetch: handler, hostname: '127.0.0.1', port: 0, overrideGlobalObjects: false }),
)
const [origin = '', otherOrigin = ''] = await Promise.all(
  servers.map(async server => {
    if (!server.listening) await new Promise(resolve => server.once('listening', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }),
)

afterAll(() => {
  for (const server of servers) {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  }
})

const nativeFetch: Fetch = (input, init) => globalThis.fetch(input, init)
const implementations: [string, Fetch, readonly FetchCapability[]][] = [
  ['nodeFetch', nodeFetch(), []],
  ['nodeFetch with a time bound', nodeFetch({ timeoutMs: 60_000 }), []],
  ["Node's own fetch", nativeFetch, ['replayed-bytes', 'unread-abort-reason', 'stream-release']],
]

describe.each(implementations)('the Fetch contract: %s', (_, fetch, skip) => {
  for (const { name, run } of fetchContract({ fetch, origin, otherOrigin, skip })) test(name, run)
})
