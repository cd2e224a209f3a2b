export type { NodeListener } from '../page-endpoint/page-listener.js'
export { embedEndpointListener } from './embed-endpoint-listener.js'
