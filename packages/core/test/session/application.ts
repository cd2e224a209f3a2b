import {
  type ApplicationSession,
  type BackendHeaders,
  backendGrant,
  createTokenEndpoint,
  createUserSession,
  type Session,
  type TokenEndpoint,
  type TokenEndpointOptions,
  type UserSessionOptions,
} from './product.js'
import { countingRandom, type World } from './world.js'

export const appOrigin = 'https://app.test'
const endpointUrl = `${appOrigin}/looker-token`

/** What the browser adds to a request of a page. */
export type PageHeaders = Readonly<Record<string, string | undefined>>

/** An application with a server of its own, and pages of its users. */
export interface Application {
  /** The service account's session. */
  readonly service: Session
  readonly endpoint: TokenEndpoint
  /** Who is signed in, by cookie. */
  readonly signedIn: Map<string, ApplicationSession>
  /** What the endpoint answered, in order. */
  readonly answers: { status: number; text: string }[]
  /** What the server's log would hold. */
  readonly errors: unknown[]
  /** A page's session; its requests to the application carry the cookie. */
  page(user: string, cookie?: string, options?: Partial<UserSessionOptions>): Session
  /** How a page of that user, with that cookie, gets its tokens. */
  grant(user: string, cookie: string, headers?: BackendHeaders): UserSessionOptions['grant']
  /** A request as a page, or something else, would send it. */
  ask(body: unknown, headers?: PageHeaders, method?: string, init?: RequestInit): Promise<Response>
}

const usual = { origin: appOrigin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }

export function application(w: World, options: Partial<TokenEndpointOptions> = {}): Application {
  const service = options.session ?? w.session({ background: true })
  const signedIn = new Map<string, ApplicationSession>()
  const errors: unknown[] = []
  const answers: Application['answers'] = []
  const endpoint = createTokenEndpoint({
    session: service,
    userFor: request => signedIn.get(request.headers.get('cookie') ?? '') ?? null,
    onError: error => void errors.push(error),
    ...options,
  })
  const serve = async (request: Request): Promise<Response> => {
    const response = await endpoint(request)
    answers.push({ status: response.status, text: await response.clone().text() })
    return response
  }
  const grant: Application['grant'] = (user, cookie, headers) =>
    backendGrant({
      url: endpointUrl,
      user,
      headers,
      fetch: async (input, init) => serve(sentBy(String(input), init, { ...usual, cookie })),
    })
  let pages = 100
  return {
    grant,
    service,
    endpoint,
    signedIn,
    answers,
    errors,
    page(user, cookie = '', pageOptions = {}) {
      return createUserSession({
        baseUrl: w.baseUrl,
        fetch: w.fetch,
        clock: w.clock,
        random: countingRandom(++pages),
        background: true,
        onEvent: event => w.events.push(event),
        grant: grant(user, cookie),
        ...pageOptions,
      })
    },
    ask: (body, headers, method, init) => serve(pageRequest(body, headers, method, init)),
  }
}

/** A request to the token endpoint, as a page of the application sends it but for these headers. */
export function pageRequest(
  body: unknown,
  headers: PageHeaders = {},
  method = 'POST',
  init: RequestInit = {},
): Request {
  return sentBy(
    endpointUrl,
    { method, ...(method === 'POST' && { body: JSON.stringify(body) }), ...init },
    { ...usual, 'x-looker-auth': '1', ...headers },
  )
}

/** In a page no script may set these headers of a Request; on a server it arrives with them. */
function sentBy(url: string, init: RequestInit | undefined, headers: PageHeaders): Request {
  const request = new Request(url, init)
  const own = new Headers(request.headers)
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) own.delete(name)
    else own.set(name, value)
  }
  return Object.defineProperty(request, 'headers', { value: own })
}

/** The grant of a page whose backend answers like this. */
export function answeredBy(answer: () => Promise<Response>): UserSessionOptions['grant'] {
  return backendGrant({ url: endpointUrl, user: '789', fetch: answer })
}

/** What a token endpoint answered: the status, and the code where it refused. */
export async function codeOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error?: { code: string } }
  return `${response.status} ${error?.code}`
}
