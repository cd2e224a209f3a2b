import { createEmbedEndpoint, createSession, type EmbedEndpoint, type Session } from '@looker-auth/node'
import { embedUserOf } from '../embed-sign-in'

interface Embed {
  readonly session: Session
  readonly endpoint: EmbedEndpoint
}

// One for the process. `next dev` runs this file again after each change, so a variable of this file would not keep it.
const kept = globalThis as typeof globalThis & { myAppEmbed?: Embed }

/** The service account's session, and the embed endpoint. Made at the first request: `next build` runs this file without settings. */
export function embed(): Embed {
  kept.myAppEmbed ??= makeEmbed()
  return kept.myAppEmbed
}

function makeEmbed(): Embed {
  const session = createSession() // a service account that is an admin: LOOKERSDK_* or looker.ini
  const origin = process.env.APP_ORIGIN ?? 'http://localhost:3000' // in production: https://app.example.com
  const endpoint = createEmbedEndpoint({
    session,
    embedDomain: origin, // where your pages are
    embedUserFor: request => embedUserOf(request.headers.get('cookie')),
    onError: error => console.error(error), // the page gets no details
  })
  return { session, endpoint }
}
