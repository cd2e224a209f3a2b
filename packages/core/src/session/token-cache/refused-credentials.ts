import type { Grant } from '../../grants/grant.js'

/** Remembers which credentials were refused, by a hash, so that other ones are tried at once. */
export class RefusedCredentials {
  readonly #fingerprint: string

  constructor(fingerprint: string) {
    this.#fingerprint = fingerprint
  }

  /** Whether the grant's credentials are others than those that were refused. */
  async areOutdated(grant: Grant): Promise<boolean> {
    const asked = grant.open().then(attempt => attempt.fingerprint())
    const present = await asked.catch(() => undefined)
    return present !== undefined && present !== this.#fingerprint
  }
}
