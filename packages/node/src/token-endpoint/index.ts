export { type NodeListener, tokenEndpointListener } from './token-endpoint-listener.js'
