import { LookerNodeSDK, NodeTransport } from '@looker/sdk-node'
import { AuthError, type Session } from '@looker-auth/node'

type Parts = Required<Parameters<typeof LookerNodeSDK.init40>>
type Call = Parameters<NodeTransport['retry']>[0]

/** Sends the SDK's requests by `session.fetch`: as the session's identity, and to its Looker instance only. */
class SessionTransport extends NodeTransport {
  readonly #looker: Session

  constructor(settings: Parts[0], looker: Session) {
    super(settings)
    this.#looker = looker
  }

  override async retry({ method, path, queryParams, body, options = {} }: Call) {
    const requestStarted = Date.now()
    const response = await this.#send({ method, path, queryParams, body, options })
    const contentType = response.headers.get('content-type') ?? ''
    const isText = !response.ok || /^text\/|\b(json|xml|sql|graphql|javascript|charset)\b/i.test(contentType)
    return {
      method,
      url: response.url,
      ok: response.ok,
      statusCode: response.status,
      statusMessage: response.statusText,
      contentType,
      headers: Object.fromEntries(response.headers),
      body: isText ? response.text() : response.blob(),
      requestStarted,
      responseCompleted: Date.now(),
    }
  }

  override async stream<T>(
    ...[callback, method, path, queryParams, body, , options = {}]: StreamArguments<T>
  ) {
    return callback(await this.#send({ method, path, queryParams, body, options }))
  }

  async #send({ method, path, queryParams, body, options }: Call): Promise<Response> {
    // The SDK would switch TLS checks off for the whole process; here they are the session's setting.
    const safe = { ...options, verify_ssl: true }
    const url = this.makeUrl(path, { base_url: '' }, queryParams)
    const init = await this.initRequest(method, url, body, undefined, safe)
    return this.#looker.fetch(url, {
      method,
      headers: init.headers,
      body: init.body,
      signal: options?.signal ?? null,
    })
  }
}

type StreamArguments<T> = Parameters<typeof NodeTransport.prototype.stream<T>>

async function refuse(): Promise<never> {
  throw new AuthError('configuration', {
    message: "This SDK's session is one identity for life, and signs in by itself.",
    hint: 'For another user make another SDK object, sdkFor(looker.as(id)); to sign out, call looker.logout().',
  })
}

/** In place of `LookerNodeSDK.init40()`; for another user `sdkFor(looker.as(id))`, in place of `sdk.authSession.login(id)`. */
export function sdkFor(looker: Session) {
  // No address and no key: paths are the session's, and so are all settings.
  const settings: Parts[0] = {
    base_url: '',
    verify_ssl: true,
    timeout: 120,
    agentTag: 'looker-auth',
    isConfigured: () => true,
    readConfig: () => ({}),
  }
  const transport = new SessionTransport(settings, looker)
  const session: Parts[2] = {
    settings,
    transport,
    sudoId: '',
    isAuthenticated: () => true,
    isSudo: () => false,
    authenticate: async request => request,
    getToken: refuse,
    login: refuse,
    logout: refuse,
    reset() {},
  }
  return LookerNodeSDK.init40(settings, transport, session)
}
