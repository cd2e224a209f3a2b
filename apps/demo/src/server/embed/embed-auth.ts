import {
  createEmbedEndpoint,
  createSession,
  type EmbedEndpoint,
  type Fetch,
  nodeFetch,
  resolveSettings,
  type SessionOptions,
} from '@looker-auth/node'
import type { SignIns } from '../sign-ins'
import type { Embedding } from './embedding'

/** All that the server has to do with embedding. */
export interface EmbedAuth {
  /** Answers the official client in a page, for whoever is signed in to the application; `signOut()` ends that. */
  readonly endpoint: EmbedEndpoint
  close(): Promise<void>
}

/** @param watched Wraps the fetch, so that the demo can show the requests to Looker. Leave it out: a session has a fetch of its own. */
export function connectEmbedding(
  signIns: SignIns,
  { userOf }: Embedding,
  options: SessionOptions,
  { embedDomain, watched }: { readonly embedDomain: string; readonly watched: (fetch: Fetch) => Fetch },
): EmbedAuth {
  const { clock, ...settings } = options
  const connection = nodeFetch(resolveSettings(settings))
  const looker = createSession({ ...options, fetch: watched(connection), onClose: () => connection.close() })
  const endpoint = createEmbedEndpoint({
    session: looker,
    embedDomain,
    embedUserFor: request => {
      const signedIn = signIns.of(request.headers.get('cookie'))
      return signedIn && { sessionId: signedIn.sessionId, user: userOf(String(signedIn.userId)) }
    },
    onError: error => console.error(String(error)),
  })
  return { endpoint, close: () => looker.close() }
}
