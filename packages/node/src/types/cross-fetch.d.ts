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
  /** Known by the name of its class. */
  signal: {
    readonly aborted: boolean
    addEventListener(type: 'abort', listener: () => void): void
    removeEventListener(): void
  }
}

export interface NodeFetchResponse {
  readonly status: number
  readonly statusText: string
  readonly headers: { raw(): Record<string, readonly string[]> }
  readonly body: PassThrough
}

export declare function fetch(url: string, init: NodeFetchInit): Promise<NodeFetchResponse>
