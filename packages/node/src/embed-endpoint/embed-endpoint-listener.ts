import type { EmbedEndpoint } from '@looker-auth/core'
import { type NodeListener, pageListener } from '../page-endpoint/page-listener.js'

/**
 * An embed endpoint as a listener of Node's `http`. Frameworks that read the body before, parsed or not, may call it too.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { createEmbedEndpoint, createSession } from '@looker-auth/node'
 * import { embedEndpointListener } from '@looker-auth/node/embed-endpoint'
 *
 * const user = { externalUserId: 'ana', permissions: ['access_data', 'see_user_dashboards'], models: ['orders'] }
 * const endpoint = createEmbedEndpoint({
 *   session: createSession(),
 *   embedDomain: 'https://app.example.com',
 *   embedUserFor: request => (request.headers.get('cookie') === 'sid=1' ? { sessionId: '1', user } : null),
 * })
 * createServer(embedEndpointListener(endpoint)).listen(8080)
 * ```
 */
export function embedEndpointListener(endpoint: EmbedEndpoint): NodeListener {
  return pageListener(endpoint)
}
