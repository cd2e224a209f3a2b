import type { EndpointNames } from '../page-endpoint/endpoint-names.js'

/** What sentences call the token endpoint. */
export const names: EndpointNames = {
  creator: 'createTokenEndpoint()',
  endpoint: 'token endpoint',
  userOption: 'userFor',
  client: 'backendGrant()',
  shared: 'session of backendGrant()',
}
