import type { IAPIMethods, SDKResponse } from '@looker/sdk-rtl'
import type { CallFailure } from './transport/failure.js'

/** The SDK's `ok()` makes an error of its own and leaves out what it does not know: here that error also has status, code, hint and cause. */
export function throwWithDetails(ok: IAPIMethods['ok']): IAPIMethods['ok'] {
  return async <TSuccess, TError>(promise: Promise<SDKResponse<TSuccess, TError>>): Promise<TSuccess> => {
    const result = await promise
    if (result.ok) return result.value
    try {
      return await ok(Promise.resolve(result))
    } catch (error) {
      throw Object.assign(error as Error, detailsOf(result.error))
    }
  }
}

function detailsOf(error: unknown): Partial<CallFailure> {
  if (typeof error !== 'object' || error === null) return {}
  const { status, code, hint, cause } = error as Partial<CallFailure>
  const details = { status, code, hint, cause }
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined))
}
