import type { Grant } from '../grants/grant.js'

/** Remembers which credentials were refused, by a hash, so that other ones are tried at once. */
export class Denial {
  #fingerprint: string | undefined

  remember(fingerprint: string | undefined): void {
    this.#fingerprint = fingerprint
  }

  /** Whether the grant's credentials are others than those that were refused. */
  async isOutdated(grant: Grant): Promise<boolean> {
    const refused = this.#fingerprint
    if (refused === undefined) return false
    const prepared = await grant.prepare().catch(() => undefined)
    const present = await prepared?.fingerprint()
    return present !== undefined && present !== refused
  }
}
