import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

interface AzureToken {
  readonly token: string
  readonly expiresOnTimestamp: number
}

/** What Azure's pipeline asks for a token before each request. */
export type TokenCycler = (scopes: string[], options: object) => Promise<AzureToken>

/**
 * Azure's token cycler is internal to its pipeline, so it is imported by its file's path: what is measured is the cache
 * alone, without the policy and the request around it.
 */
const main = createRequire(import.meta.url).resolve('@azure/core-rest-pipeline')
const file = join(main, '..', '..', 'esm', 'util', 'tokenCycler.js')

export const { createTokenCycler } = (await import(pathToFileURL(file).href)) as {
  createTokenCycler(credential: { getToken(): Promise<AzureToken> }): TokenCycler
}
