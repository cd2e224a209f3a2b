// What runs in a browser or at the edge compiles without Node's types.
import { ApiAuthApi, AuthError, type Fetch } from '@looker-auth/core'
import { simulatedClock } from '@looker-auth/core/testing'

const seam: Fetch = (input, init) => fetch(input, init)
export const api = new ApiAuthApi({ baseUrl: 'https://looker.test', fetch: seam })
export const made = [AuthError.is, simulatedClock] as const
