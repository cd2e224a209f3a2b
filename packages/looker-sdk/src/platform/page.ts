// The main entry of @looker/sdk does not build: it exports a type as a value.
export { Looker40SDK } from '@looker/sdk/lib/esm/4.0/methods.js'
export { binaryValue } from './page-binary.js'
