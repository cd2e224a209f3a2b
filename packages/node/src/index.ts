export { type NodeFetch, type NodeFetchOptions, nodeFetch } from './fetch/node-fetch.js'
