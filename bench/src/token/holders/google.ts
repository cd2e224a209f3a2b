import { OAuth2Client } from 'google-auth-library'
import { lifetimeMs, mintToken } from '../../harness/stub-looker'
import { type Held, holdEach } from '../held'

export function hold(count: number): Promise<Held> {
  return holdEach(
    count,
    () => {
      const client = new OAuth2Client()
      client.setCredentials({ access_token: mintToken(), expiry_date: Date.now() + lifetimeMs })
      return client
    },
    client => client.getAccessToken(),
  )
}
