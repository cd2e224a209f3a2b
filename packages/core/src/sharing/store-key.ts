import { longestProviderMs } from '../grants/api-key.js'
import type { Attempt } from '../grants/grant.js'
import { SharedWait } from '../runtime/shared-wait.js'
import { storeKeyOf } from '../tokens/identity.js'
import type { TokenOwner } from '../tokens/token-owner.js'

/** The keys of the records of one session group. The credentials are read for it only until a token request has shown their client id. */
export class StoreKeys {
  #clientId: string | undefined
  #asking: SharedWait<string> | undefined

  async of(owner: TokenOwner, attempt?: Attempt): Promise<string> {
    const { grant, group } = owner
    if (attempt?.clientId !== undefined) this.#clientId = attempt.clientId
    const clientId = this.#clientId ?? (await this.#ask(owner.parent?.owner ?? owner))
    return storeKeyOf(group.calls.target.baseUrl, clientId, grant.identity)
  }

  async #ask({ grant, group }: TokenOwner): Promise<string> {
    const ask = async (): Promise<string> => (await grant.open()).clientId ?? ''
    const asking = this.#asking ?? new SharedWait(group.calls.clock, longestProviderMs, ask())
    this.#asking = asking
    try {
      this.#clientId = await asking.wait()
      return this.#clientId
    } finally {
      if (this.#asking === asking) this.#asking = undefined
    }
  }
}
