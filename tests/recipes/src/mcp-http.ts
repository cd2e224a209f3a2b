import { createSession } from '@looker-auth/node'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { verifyAccessToken } from './mcp-people.js'
import { createLookerServer, type SessionOf } from './mcp-tools.js'

const looker = createSession() // a service account: looker.ini or LOOKERSDK_*

/** The service account signs users in. No tool runs as the service account itself. */
const sessionOf: SessionOf = authInfo => {
  const userId = authInfo?.extra?.lookerUserId
  return typeof userId === 'string' ? looker.as(userId) : undefined
}

const app = createMcpExpressApp() // refuses requests that name another host than localhost

// Each request has a server and a transport of its own, so no MCP session can be continued with another person's token.
app.post('/mcp', requireBearerAuth({ verifier: { verifyAccessToken } }), async (request, response) => {
  const server = createLookerServer(sessionOf)
  const transport = new StreamableHTTPServerTransport()
  response.on('close', () => void server.close())
  await server.connect(transport)
  await transport.handleRequest(request, response, request.body)
})
app.all('/mcp', (_request, response) => response.set('allow', 'POST').sendStatus(405))

export const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
