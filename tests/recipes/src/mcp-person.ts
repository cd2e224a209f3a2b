import { createSession, createUserSession, fileLock, fileStore, oauthGrant } from '@looker-auth/node'

/** Where Looker sends the browser after the sign-in, as the application is registered in Looker (oauth_client_apps). */
export const redirectUri = process.env.REDIRECT_URI ?? 'http://127.0.0.1:7777'

const shared = { store: fileStore(), lock: fileLock() } // of the person's own account on this machine

/** The person at this machine: by an API key of their own in LOOKERSDK_*, else by their sign-in on Looker's pages. */
export const looker =
  process.env.LOOKERSDK_CLIENT_ID === undefined
    ? createUserSession({ ...shared, grant: oauthGrant({ clientId: 'my-mcp-server', redirectUri }) })
    : createSession(shared)
