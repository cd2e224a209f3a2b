import {
  createEmbedEndpoint,
  type EmbedApplicationSession,
  type EmbedEndpoint,
  type EmbedEndpointOptions,
  type EndpointRefusal,
} from '../../src/index.js'
import type { FakeLooker } from './looker.js'

export const appOrigin = 'https://app.test'
export const url = `${appOrigin}/embed`
export const ana: EmbedApplicationSession = {
  sessionId: 'ana-1',
  user: { externalUserId: 'ana', permissions: ['see_looks'], models: ['orders'], sessionLength: 3600 },
}

/** Headers of a page's request; undefined takes one of the usual ones away. */
export type PageHeaders = Readonly<Record<string, string | undefined>>

/** What the page got. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Record<string, unknown> & {
    readonly error?: { readonly code: string; readonly hint: string }
  }
}

/** An application's server with an embed endpoint, and its pages. */
export interface EmbedApplication {
  readonly endpoint: EmbedEndpoint
  /** Who is signed in, by cookie. */
  readonly signedIn: Map<string, EmbedApplicationSession>
  readonly errors: unknown[]
  readonly refusals: EndpointRefusal[]
  /** All that pages got. */
  readonly answers: Answer[]
  /** @param signal Aborts when the page goes away. */
  acquire(headers?: PageHeaders, signal?: AbortSignal): Promise<Answer>
  generate(tokens: Answer['body'], headers?: PageHeaders): Promise<Answer>
  ask(method: string, body: unknown, headers: PageHeaders, signal?: AbortSignal): Promise<Answer>
}

export function embedApplication(
  looker: FakeLooker,
  options: Partial<EmbedEndpointOptions> = {},
): EmbedApplication {
  const signedIn = new Map([['a', ana]])
  const errors: unknown[] = []
  const refusals: EndpointRefusal[] = []
  const answers: Answer[] = []
  const endpoint = createEmbedEndpoint({
    session: looker.session,
    embedDomain: appOrigin,
    embedUserFor: request => signedIn.get(request.headers.get('cookie') ?? '') ?? null,
    onError: error => void errors.push(error),
    onRefusal: refusal => void refusals.push(refusal),
    ...options,
  })
  const usual = { cookie: 'a', 'user-agent': 'Browser/1', 'sec-fetch-site': 'same-origin' }
  const ask: EmbedApplication['ask'] = async (method, body, headers, signal) => {
    const json = body !== undefined && { body: JSON.stringify(body) }
    const init = { method, ...json, ...(signal && { signal }) }
    const request = new Request(url, init)
    const own = new Headers()
    for (const [name, value] of Object.entries({ ...usual, ...headers }))
      if (value !== undefined) own.set(name, value)
    const response = await endpoint(Object.defineProperty(request, 'headers', { value: own }))
    const text = await response.text()
    const { status } = response
    const answer = { status, headers: response.headers, text, body: text === '' ? {} : JSON.parse(text) }
    answers.push(answer)
    return answer
  }
  return {
    endpoint,
    signedIn,
    errors,
    refusals,
    answers,
    ask,
    acquire: (headers = {}, signal) => ask('GET', undefined, headers, signal),
    generate: ({ api_token, navigation_token }, headers = {}) =>
      ask('PUT', { api_token, navigation_token }, { origin: appOrigin, ...headers }),
  }
}

/** Keys of an encrypted store. */
export const keys = { current: { id: '1', key: new Uint8Array(32).fill(7) } }

/** Lets time pass until the work is done. */
export async function driven<T>({ clock }: FakeLooker, work: Promise<T>): Promise<T> {
  let done = false
  const end = (): void => {
    done = true
  }
  work.then(end, end)
  for (let step = 0; step < 2000 && !done; step++) await clock.advance(100)
  return work
}
