import { createHash } from 'node:crypto'
import type { Emulator } from '../src/index'
import { type Fetch, FORM, ORIGIN } from './client'

/** The app of the default seed. */
export const APP = {
  client_id: 'emulator-app',
  redirect_uri: 'https://app.emulator.example/callback',
}

// 44 characters, as base64 of 33 bytes has.
export const VERIFIER = 'canary-verifier-canary-verifier-canary-verif'

export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url')

export const authorizeQuery = (changes: Record<string, string | undefined> = {}): string => {
  const query = {
    ...APP,
    response_type: 'code',
    scope: 'cors_api',
    state: 'canary-state',
    code_challenge: challengeOf(VERIFIER),
    code_challenge_method: 'S256',
    ...changes,
  }
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return new URLSearchParams(given).toString()
}

/** What a person's browser does: keeps cookies, shows pages, sends their forms, stops where a redirect leaves the server. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #fetch: Fetch
  readonly #origin: string

  constructor(fetch: Fetch, origin: string = ORIGIN) {
    this.#fetch = fetch
    this.#origin = origin
  }

  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await this.#fetch(new URL(url, this.#origin).href, {
      redirect: 'manual',
      ...init,
      headers: { ...(cookie === '' ? {} : { cookie }), ...init.headers },
    })
    const [pair] = response.headers.get('set-cookie')?.split(';') ?? []
    const [name, value] = pair?.split('=') ?? []
    if (name && value) this.cookies.set(name, value)
    return response
  }

  /** Opens /auth, and follows its redirects for as long as they stay there. */
  async open(query: string): Promise<Shown> {
    return this.#follow(`/auth?${query}`, await this.request(`/auth?${query}`))
  }

  /** Presses a button of the page. */
  async press(page: Shown, action: string, fields: Record<string, string> = {}): Promise<Shown> {
    return this.#follow(page.url, await this.post(page, action, fields))
  }

  /** The very answer to a button. */
  post(page: Shown, action: string, fields: Record<string, string> = {}): Promise<Response> {
    const [, form_token = ''] = /name="form_token" value="([^"]+)"/.exec(page.html) ?? []
    const body = new URLSearchParams({ form_token, action, ...fields }).toString()
    return this.request(page.url, { method: 'POST', headers: FORM, body })
  }

  async #follow(url: string, response: Response): Promise<Shown> {
    const location = response.headers.get('location')
    if (location?.startsWith('/')) return this.#follow(location, await this.request(location))
    return new Shown(url, response, await response.text())
  }
}

/** What a browser came to: a page, or a redirect away. */
export class Shown {
  readonly url: string
  readonly response: Response
  readonly html: string

  constructor(url: string, response: Response, html: string) {
    this.url = url
    this.response = response
    this.html = html
  }

  get heading(): string | undefined {
    return /<h1>(.*)<\/h1>/.exec(this.html)?.[1]
  }

  /** What came back to the application, as `address?` and its parameters. */
  get returned() {
    const [address, query] = (this.response.headers.get('location') ?? '').split('?')
    return { address, ...Object.fromEntries(new URLSearchParams(query)) } as Record<string, string>
  }
}

export const browserOf = (emulator: Emulator) => new Browser((url, init) => emulator.fetch(url, init))

/** Signs in by clicking, as far as the code. */
export async function codeFor(
  browser: Browser,
  userId: string | number,
  query: string = authorizeQuery(),
): Promise<string> {
  const signIn = await browser.open(query)
  const consent = await browser.press(signIn, 'choose', { user_id: String(userId) })
  const { code } = (await browser.press(consent, 'allow')).returned
  if (code === undefined) throw new Error(`No code came back: ${consent.html}`)
  return code
}

export interface TokenAnswer {
  readonly status: number
  readonly body: Record<string, unknown>
  /** Of a success. */
  readonly accessToken: string
  readonly refreshToken: string
}

/** POST /api/token with a form. */
export async function postToken(fetch: Fetch, fields: Record<string, string>, origin = ORIGIN) {
  const body = new URLSearchParams(fields).toString()
  const response = await fetch(`${origin}/api/token`, { method: 'POST', headers: FORM, body })
  return tokenAnswer(response)
}

export async function tokenAnswer(response: Response): Promise<TokenAnswer> {
  const body = (await response.json()) as Record<string, unknown>
  return {
    status: response.status,
    body,
    accessToken: String(body.access_token),
    refreshToken: String(body.refresh_token),
  }
}

/** The whole sign-in of one person to one emulator, and what can be done with it. */
export function oauthOf(emulator: Emulator, client: typeof APP = APP) {
  const fetch: Fetch = (url, init) => emulator.fetch(url, init)
  const exchange = (code: string, changes: Record<string, string> = {}) =>
    postToken(fetch, {
      grant_type: 'authorization_code',
      ...client,
      code,
      code_verifier: VERIFIER,
      ...changes,
    })
  return {
    exchange,
    refresh: (refresh_token: string, changes: Record<string, string> = {}) =>
      postToken(fetch, {
        grant_type: 'refresh_token',
        client_id: client.client_id,
        refresh_token,
        ...changes,
      }),
    code: (userId: string | number = 789, changes: Record<string, string> = {}) =>
      codeFor(new Browser(fetch), userId, authorizeQuery({ ...client, ...changes })),
    async signIn(userId: string | number = 789) {
      return exchange(await this.code(userId))
    },
  }
}
