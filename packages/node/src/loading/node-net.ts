import { createRequire } from 'node:module'

/** Node's net, loaded when it is first needed and without waiting: only requests need it. */
export function nodeNet(): typeof import('node:net') {
  return createRequire(process.execPath)('node:net')
}
