import type { RawRequest } from './raw-request'

export interface Key {
  readonly client_id: string
  readonly client_secret: string
}

/** What one client sends for each step, to a server at `host` (name and port). */
export interface ClientRequests {
  /** How it names itself in `x-looker-appid`. */
  readonly appId: string
  login(host: string, key: Key): RawRequest
  loginUser(host: string, userId: string, token: string): RawRequest
  me(host: string, token: string): RawRequest
  logout(host: string, token: string): RawRequest
}

/** Percent-encodes what encodeURIComponent leaves, as far as `unsafe` matches it. */
export const encoding = (unsafe: RegExp, space: '+' | '%20') => (text: string) =>
  encodeURIComponent(text)
    .replace(unsafe, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', space)

export type Encode = (text: string) => string

/** A form, its fields in this order. */
export const formOf = (fields: Readonly<Record<string, string>>, encode: Encode): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&')
