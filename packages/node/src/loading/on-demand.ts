import { AuthError } from '@looker-auth/core'

/** A part that is made when it is first needed. */
export interface OnDemand<T> {
  /** The part itself, once it is loaded. Calls before that share one load; after a load that failed, the next call loads again. */
  get(): T | Promise<T>
  /** The part, if it is there. */
  readonly ready: T | undefined
}

/** @throws AuthError `configuration` from `get` where the part cannot be loaded. */
export function onDemand<T>(load: () => Promise<T>): OnDemand<T> {
  let ready: T | undefined
  let loading: Promise<T> | undefined
  const start = async (): Promise<T> => {
    try {
      ready = await load()
      return ready
    } catch (cause) {
      throw new AuthError('configuration', {
        message: 'A part of @looker-auth/node could not be loaded.',
        hint: 'See the cause. Where a require is not supported, the program was bundled as ESM: give the bundle a require, or leave @looker-auth/node out of it (docs/recipes.md). Where a file is missing, install the package again; where too many files were open, start the process again.',
        cause,
      })
    } finally {
      loading = undefined
    }
  }
  return {
    get() {
      if (ready !== undefined) return ready
      loading ??= start()
      return loading
    },
    get ready() {
      return ready
    },
  }
}
