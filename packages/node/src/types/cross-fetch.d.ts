// cross-fetch's own types pull the whole DOM library in and do not know what its Node part (node-fetch 2) takes and gives.
// tsconfig.json maps the package to this file, which declares what is used here.
import type { Agent } from 'node:http'
import type { PassThrough, Readable } from 'node:stream'

interface NodeFetchInit {
  method: string
  headers: Record<string, string>
  body?: string | Uint8Array | Readable
  redirect: 'manual'
  compress: false
  agent: Agent
}

interface NodeFetchResponse {
  readonly body: PassThrough
}

export declare function fetch(url: string, init: NodeFetchInit): Promise<NodeFetchResponse>
