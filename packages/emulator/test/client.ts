import type { ApiVersion, Emulator } from '../src/index'

export const ADMIN = { client_id: 'lookeremulatoradmin1', client_secret: 'lookeremulatorsecret0001' }
export const REGULAR = { client_id: 'lookeremulatoruser02', client_secret: 'lookeremulatorsecret0002' }
export const SERVICE = { client_id: 'lookeremulatorsvc791', client_secret: 'lookeremulatorsecret0791' }
export const DISABLED = { client_id: 'lookeremulatoroff792', client_secret: 'lookeremulatorsecret0792' }

export const ORIGIN = 'http://looker.test'
export const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
export const LOOKER_JSON = 'application/json;charset=utf-8'
export const DOCS = 'https://cloud.google.com/looker/docs/'
export const UNAUTHENTICATED = { message: 'Requires authentication.', documentation_url: DOCS }
/** Where a refusal is documented: status, method and path of the operation. */
export const docs = (operation: string, version: ApiVersion = '4.0') => `${DOCS}r/err/${version}/${operation}`
/** The 404 of an operation, such as `get/user`. */
export const notFound = (operation: string, version?: ApiVersion) => ({
  message: 'Not found',
  documentation_url: docs(`404/${operation}`, version),
})
export const UNROUTED = { message: "The resource you're looking for could not be found" }

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** A small client of the emulator's own tests. */
export function client(fetch: Fetch, origin: string = ORIGIN, version: ApiVersion = '4.0') {
  const api = `${origin}/api/${version}`
  const tokenOf = async (response: Response): Promise<string> => {
    const body = (await response.json()) as { access_token: string }
    if (response.status !== 200) throw new Error(`login answered ${response.status} ${JSON.stringify(body)}`)
    return body.access_token
  }
  return {
    send: (method: string, path: string, token?: string, init: RequestInit = {}) =>
      fetch(`${api}${path}`, {
        method,
        ...init,
        headers: { ...(token === undefined ? {} : { authorization: `token ${token}` }), ...init.headers },
      }),
    post: (path: string, fields: Record<string, string>) =>
      fetch(`${api}${path}`, { method: 'POST', headers: FORM, body: new URLSearchParams(fields).toString() }),
    async login(key: Record<string, string> = ADMIN) {
      return tokenOf(await this.post('/login', key))
    },
    async loginUser(userId: string | number, adminToken: string) {
      return tokenOf(await this.send('POST', `/login/${userId}`, adminToken))
    },
    async whoAmI(token: string) {
      const response = await this.send('GET', '/user', token)
      const body = (await response.json()) as { id?: string | number }
      return response.status === 200 ? body.id : response.status
    },
  }
}

export const clientOf = (emulator: Emulator, version: ApiVersion = '4.0') =>
  client((url, init) => emulator.fetch(url, init), ORIGIN, version)
