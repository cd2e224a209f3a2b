import { LookerNodeSDK, NodeSession, NodeSettings } from '@looker/sdk-node'
import type { Session } from '@looker-auth/node'

/** Lets the official SDK send its requests with the tokens of a session. */
class SharedSession extends NodeSession {
  readonly #looker: Session

  constructor(settings: NodeSettings, looker: Session) {
    super(settings)
    this.#looker = looker
  }

  override async authenticate(request: Parameters<NodeSession['authenticate']>[0]) {
    request.headers.Authorization = `Bearer ${await this.#looker.token()}`
    return request
  }

  override isAuthenticated() {
    return true
  }
}

/** In place of `LookerNodeSDK.init40()`; for another user `sdkFor(looker.as(id))`, in place of `sdk.authSession.login(id)`. */
export function sdkFor(looker: Session) {
  const settings = new NodeSettings('LOOKERSDK')
  return LookerNodeSDK.init40(settings, undefined, new SharedSession(settings, looker))
}
