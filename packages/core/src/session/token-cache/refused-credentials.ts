import type { Grant } from '../../grants/grant.js'

/** Remembers which credentials were refused, by a hash, so that other ones are tried at once. */
export class Denial {
  readonly #fingerprint: string

  constructor(fingerprint: string) {
    this.#fingerprint = fingerprint
  }

  /** Whether the grant's credentials are others than those that were refused. */
  async isOutdated(grant: Grant): Promise<boolean> {
    const asked = grant.prepare().then(prepared => prepared.fingerprint())
    const present = await asked.catch(() => undefined)
    return present !== undefined && present !== this.#fingerprint
  }
}
