import { AuthError, type Session } from '@looker-auth/node'
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'

/** The Looker session of the user whose request this is; undefined if the request has no Looker user. */
export type SessionOf = (authInfo: AuthInfo | undefined) => Session | undefined

/** A server whose tools call Looker as the user of each request, and as nobody else. */
export function createLookerServer(sessionOf: SessionOf): McpServer {
  const server = new McpServer({ name: 'looker', version: '1.0.0' })
  server.registerTool(
    'who_am_i',
    { description: 'The Looker user as whom the tools of this server run.' },
    ({ authInfo, signal }) => get('/user', sessionOf(authInfo), signal),
  )
  server.registerTool(
    'run_look',
    {
      description: 'The rows of a saved Look, as JSON.',
      inputSchema: { look_id: z.string().regex(/^\d+$/) },
    },
    ({ look_id }, { authInfo, signal }) => get(`/looks/${look_id}/run/json`, sessionOf(authInfo), signal),
  )
  return server
}

const noLookerUser =
  'no_looker_user: No Looker user belongs to this sign-in. An administrator of Looker can add one.'
const notSignedIn = 'sign_in_required: Run `npx tsx mcp-sign-in.ts` once, then try again.'

async function get(path: string, looker: Session | undefined, signal: AbortSignal): Promise<CallToolResult> {
  if (looker === undefined) return failed(noLookerUser)
  try {
    const response = await looker.fetch(path, { signal })
    const text = await response.text()
    return response.ok ? { content: [{ type: 'text', text }] } : failed(`${response.status}: ${text}`)
  } catch (error) {
    if (!AuthError.is(error)) throw error // the SDK makes a tool error of its message
    if (error.code === 'sign_in_required') return failed(notSignedIn)
    return failed(`${error.code}: ${error.message}`) // with the next step, and without secrets
  }
}

function failed(text: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text }] }
}
