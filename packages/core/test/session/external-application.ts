import { type Application, application } from './application.js'
import type { Fetch, TokenStore } from './product.js'
import type { World } from './world.js'

/** The embed user 790 of the emulator, as the application knows them. */
export const emil = { userId: { embed: 'emil' }, sessionId: 'emil-1' }
export const from = { cookie: 'e' }
export const tokenOf = (userId: string) => ({ operation: 'token', user_id: userId })

export const code = async (response: Response): Promise<string> => {
  const { error, user_id } = (await response.clone().json()) as {
    error?: { code: string }
    user_id?: string
  }
  return `${response.status} ${error?.code ?? user_id}`
}

export const tokenIn = async (response: Response): Promise<string> =>
  String(((await response.clone().json()) as { access_token?: unknown }).access_token)

export const lookUps = (w: World): number =>
  w.sent.filter(({ line }) => line.includes('/users/credential/')).length

/** What Looker says of every id from now on, in place of the emulator. */
export type Instead = (init: RequestInit | undefined) => Promise<Response>

/** An application whose look-ups can be answered otherwise. */
export function changingApplication(
  w: World,
  store?: TokenStore,
): { app: Application; change(instead: Instead): void } {
  let instead: Instead | undefined
  const fetch: Fetch = (input, init) => {
    const isLookUp = String(input).includes('/users/credential/')
    if (!isLookUp || instead === undefined) return w.fetch(input, init)
    w.sent.push({ ...lookUp, url: new URL(String(input)) })
    return instead(init)
  }
  const app = application(w, { session: w.session({ fetch, background: true, ...(store && { store }) }) })
  app.signedIn.set('e', emil)
  return {
    app,
    change: next => {
      instead = next
    },
  }
}

const lookUp = {
  method: 'GET',
  line: 'GET /users/credential/',
  token: undefined,
  headers: new Headers(),
  body: undefined,
}

export const isUser =
  (w: World, id: number): Instead =>
  init =>
    w.emulator.fetch(`${w.baseUrl}/api/4.0/users/${id}`, { headers: init?.headers ?? {} })
