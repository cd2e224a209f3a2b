import { NodeSession } from '@looker/sdk-node'
import { ApiSettings, type ITransport } from '@looker/sdk-rtl'
import { lifetimeMs, mintToken, stubBaseUrl } from '../../harness/stub-looker'
import { type Held, holdEach } from '../held'

/** The official SDK's sessions, all on one transport that grants every login at once. */
export function hold(count: number): Promise<Held> {
  const settings = new ApiSettings({ base_url: stubBaseUrl })
  settings.readConfig = () => ({ client_id: 'bench', client_secret: 'bench' })
  const transport = {
    request: async () => ({
      ok: true,
      value: { access_token: mintToken(), token_type: 'Bearer', expires_in: lifetimeMs / 1000 },
    }),
  } as unknown as ITransport
  return holdEach(
    count,
    () => new NodeSession(settings, transport),
    session => session.getToken(),
  )
}
