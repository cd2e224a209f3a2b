import { AuthError, type Authorization } from '@looker-auth/core'
import type { PageGlobals } from '../page/page-globals.js'
import { itemNames } from '../stores/item-names.js'
import { fieldsOf } from '../stores/json-fields.js'
import { storageFailure, storageMissing } from '../stores/storage-failure.js'

/** A sign-in that left for Looker's pages from this tab. */
export interface PendingSignIn {
  readonly state: string
  readonly codeVerifier: string
  /** Path, query and fragment on the own origin. */
  readonly returnTo: string
}

const prefix = 'looker-auth:sign-in:'

/**
 * Where a tab keeps the sign-in of a session while it is on Looker's pages: its own sessionStorage, which no other tab sees. There is one
 * item for each Looker instance and application. Of a sign-in whose answer came, the `state` stays there, so that other sessions
 * of the tab can see that the answer was for this one.
 */
export class PendingSignIns {
  readonly #key: string
  readonly #page: PageGlobals

  /** @param client Names the Looker instance and the application: each pair on this origin has its own item. */
  constructor(client: string, page: PageGlobals) {
    this.#key = prefix + client
    this.#page = page
  }

  /** Begins one; one that was begun before in this tab is given up. */
  put({ state, codeVerifier }: Authorization, returnTo: string): void {
    const pending: PendingSignIn = { state, codeVerifier, returnTo }
    this.#use(storage => storage.setItem(this.#key, JSON.stringify(pending)))
  }

  /** Takes the one with that state. It can be taken once. */
  take(state: string): PendingSignIn | undefined {
    return this.#use(storage => {
      const { codeVerifier, returnTo, ...pending } = fieldsOf(storage.getItem(this.#key) ?? '')
      if (state === '' || pending.state !== state) return undefined
      storage.setItem(this.#key, JSON.stringify({ state }))
      const isWhole = typeof codeVerifier === 'string' && typeof returnTo === 'string'
      return isWhole ? { state, codeVerifier, returnTo } : undefined
    })
  }

  /** Whether one was begun in this tab and no answer was taken yet. */
  get isBegun(): boolean {
    return this.#use(storage => 'codeVerifier' in fieldsOf(storage.getItem(this.#key) ?? ''))
  }

  /** Whether that state is of a sign-in that another session began in this tab. */
  isOfAnother(state: string): boolean {
    return this.#use(storage =>
      itemNames(storage, prefix)
        .filter(key => key !== this.#key)
        .some(key => state !== '' && fieldsOf(storage.getItem(key) ?? '').state === state),
    )
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
