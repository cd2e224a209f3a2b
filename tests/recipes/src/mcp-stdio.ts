import { createSession, createUserSession, fileLock, fileStore, oauthGrant } from '@looker-auth/node'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createLookerServer } from './mcp-tools.js'

const shared = { store: fileStore(), lock: fileLock() } // with every program of this person, and with the command

// One person: by an API key of their own in LOOKERSDK_*, else by their sign-in with `looker-auth login --oauth`.
const looker =
  process.env.LOOKERSDK_CLIENT_ID === undefined
    ? createUserSession({
        ...shared,
        grant: oauthGrant({ clientId: 'com.looker.cli', redirectUri: 'http://127.0.0.1:7777' }),
      })
    : createSession(shared)

await createLookerServer(() => looker).connect(new StdioServerTransport())
