import type { TokenEndpoint } from '@looker-auth/core'
import { type NodeListener, pageListener } from '../page-endpoint/page-listener.js'

/**
 * A token endpoint as a listener of Node's `http`. Frameworks that read the body before, parsed or not, may call it too.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { createSession, createTokenEndpoint } from '@looker-auth/node'
 * import { tokenEndpointListener } from '@looker-auth/node/token-endpoint'
 *
 * const endpoint = createTokenEndpoint({
 *   session: createSession(),
 *   userFor: request => (request.headers.get('cookie') === 'sid=1' ? { userId: '789', sessionId: '1' } : null),
 * })
 * createServer(tokenEndpointListener(endpoint)).listen(8080)
 * ```
 */
export function tokenEndpointListener(endpoint: TokenEndpoint): NodeListener {
  return pageListener(endpoint)
}
