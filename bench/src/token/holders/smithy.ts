import { memoize } from '@smithy/property-provider'
import { lifetimeMs, mintToken } from '../../harness/stub-looker'
import { type Held, holdEach } from '../held'

interface Granted {
  readonly token: string
  readonly expiration: Date
}

/** As the AWS SDK calls it: credentials with an expiry, renewed in the last five minutes. */
export function hold(count: number): Promise<Held> {
  return holdEach(
    count,
    () =>
      memoize<Granted>(
        async () => ({ token: mintToken(), expiration: new Date(Date.now() + lifetimeMs) }),
        ({ expiration }) => expiration.getTime() - Date.now() < 300_000,
        ({ expiration }) => expiration !== undefined,
      ),
    provider => provider(),
  )
}
