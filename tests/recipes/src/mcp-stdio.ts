import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { looker } from './mcp-person.js'
import { createLookerServer } from './mcp-tools.js'

await createLookerServer(() => looker).connect(new StdioServerTransport())
