export type { NodeListener } from '../page-endpoint/page-listener.js'
export { tokenEndpointListener } from './token-endpoint-listener.js'
