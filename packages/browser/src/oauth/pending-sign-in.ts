import { AuthError, type Authorization } from '@looker-auth/core'
import type { PageGlobals } from '../page/page-globals.js'
import { storageFailure, storageMissing } from '../stores/storage-failure.js'

/** A sign-in that left for Looker's pages from this tab. */
export interface PendingSignIn {
  readonly state: string
  readonly codeVerifier: string
  /** Path, query and fragment on the own origin. */
  readonly returnTo: string
}

/** Where a tab keeps its sign-in while it is away: its own sessionStorage, which no other tab sees. */
export class PendingSignIns {
  readonly #key: string
  readonly #page: PageGlobals

  /** @param client Which Looker and which application: others on this origin have their own. */
  constructor(client: string, page: PageGlobals) {
    this.#key = `looker-auth:sign-in:${client}`
    this.#page = page
  }

  /** Begins one; one that was begun before in this tab is given up. */
  put({ state, codeVerifier }: Authorization, returnTo: string): void {
    const pending: PendingSignIn = { state, codeVerifier, returnTo }
    this.#use(storage => storage.setItem(this.#key, JSON.stringify(pending)))
  }

  /** Takes the one with that state: it is gone with that. */
  take(state: string): PendingSignIn | undefined {
    return this.#use(storage => {
      const pending = read(storage.getItem(this.#key))
      if (pending === undefined || state === '' || pending.state !== state) return undefined
      storage.removeItem(this.#key)
      return pending
    })
  }

  #use<T>(work: (storage: Storage) => T): T {
    try {
      const storage = this.#page.sessionStorage
      if (storage === undefined || storage === null) throw storageMissing()
      return work(storage)
    } catch (error) {
      throw AuthError.is(error) ? error : storageFailure(error)
    }
  }
}

function read(text: string | null): PendingSignIn | undefined {
  try {
    const { state, codeVerifier, returnTo } = JSON.parse(text ?? '') as Partial<PendingSignIn>
    const whole = [state, codeVerifier, returnTo].every(part => typeof part === 'string')
    return whole ? ({ state, codeVerifier, returnTo } as PendingSignIn) : undefined
  } catch {
    return undefined
  }
}
