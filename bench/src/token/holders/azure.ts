import { lifetimeMs, mintToken } from '../../harness/stub-looker'
import { createTokenCycler } from '../azure-cycler'
import { type Held, holdEach } from '../held'

export function hold(count: number): Promise<Held> {
  const scopes = ['bench']
  const options = {}
  return holdEach(
    count,
    () =>
      createTokenCycler({
        getToken: async () => ({ token: mintToken(), expiresOnTimestamp: Date.now() + lifetimeMs }),
      }),
    cycler => cycler(scopes, options),
  )
}
