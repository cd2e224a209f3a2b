import type { World } from './world.js'

/** The application of the emulator's own seed. */
export const oauthApp = {
  clientId: 'emulator-app',
  redirectUri: 'https://app.emulator.example/callback',
}

/** Somebody in front of Looker's pages: keeps its cookies, and presses their buttons. */
export class Person {
  readonly #w: World
  #cookie = ''

  constructor(w: World) {
    this.#w = w
  }

  /** Follows the address that a sign-in begins with, signs in and decides. Answers where that leads back to. */
  async signIn(url: string, userId: string, decision: 'allow' | 'deny' = 'allow'): Promise<URL> {
    const signInPage = await this.#open(url)
    const consent = /name="user_id"/.test(signInPage.html)
      ? await this.#press(signInPage, { action: 'choose', user_id: userId })
      : signInPage
    const { location } = await this.#press(consent, { action: decision })
    if (location === undefined) throw new Error('The pages led nowhere.')
    return new URL(location)
  }

  async #press(page: Page, fields: Record<string, string>): Promise<Page> {
    const [, form_token = ''] = /name="form_token" value="([^"]+)"/.exec(page.html) ?? []
    const body = new URLSearchParams({ form_token, ...fields }).toString()
    return this.#open(page.url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  }

  async #open(url: string, init: RequestInit = {}): Promise<Page> {
    const headers = new Headers(init.headers)
    if (this.#cookie !== '') headers.set('cookie', this.#cookie)
    const response = await this.#w.emulator.fetch(url, { ...init, headers, redirect: 'manual' })
    const [cookie] = response.headers.get('set-cookie')?.split(';') ?? []
    if (cookie) this.#cookie = cookie
    const location = response.headers.get('location') ?? undefined
    const next = location === undefined ? undefined : new URL(location, url)
    if (next?.origin === new URL(url).origin) return this.#open(next.href)
    return { url, html: await response.text(), location: next?.href }
  }
}

interface Page {
  readonly url: string
  readonly html: string
  /** Where the answer leads, beyond these pages. */
  readonly location: string | undefined
}
