import type { EndpointNames } from '../page-endpoint/endpoint-names.js'

/** What sentences call the embed endpoint. */
export const names: EndpointNames = {
  creator: 'createEmbedEndpoint()',
  endpoint: 'embed endpoint',
  userOption: 'embedUserFor',
  client: 'initCookieless() of @looker/embed-sdk',
  shared: 'connection of initCookieless()',
}
