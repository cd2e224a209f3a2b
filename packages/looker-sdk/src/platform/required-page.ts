// For tools that give CommonJS to pages, such as Jest: the files that `page.ts` takes are ES modules in name only.
export { Looker40SDK } from '@looker/sdk/lib/4.0/methods.js'
export { binaryValue } from './page-binary.js'
