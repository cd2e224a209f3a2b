import { createRequire } from 'node:module'

/** Node's crypto, loaded when it is first needed and without waiting: importing it costs as much as all of core. */
export function nodeCrypto(): typeof import('node:crypto') {
  return createRequire(process.execPath)('node:crypto')
}
