import { AuthError } from '@looker-auth/core'
import type { PlainHeaders } from './request-headers.js'

/** What decode.ts can decode. */
const acceptedEncodings = 'gzip, deflate, br'

/** What every request carries, unless the caller says otherwise. @throws AuthError `configuration`. */
export function standingHeaders(appId: string | undefined): PlainHeaders {
  const standing = { accept: '*/*', 'user-agent': 'looker-auth-node', 'accept-encoding': acceptedEncodings }
  return appId === undefined ? standing : { ...standing, 'x-looker-appid': checkedAppId(appId) }
}

/** An application's name that a header can carry. @throws AuthError `configuration`. */
export function checkedAppId(appId: string): string {
  if (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(appId)) return appId
  throw new AuthError('configuration', {
    message: 'The option appId cannot be sent in a header.',
    hint: 'Use plain printable characters, without space at either end.',
  })
}

/** Adds the standing headers, and the body's type, where the caller has not given them. */
export function addHeaders(
  headers: PlainHeaders,
  standing: PlainHeaders,
  contentType: string | undefined,
): void {
  // A part of a compressed body could not be decoded.
  if (headers.range !== undefined) headers['accept-encoding'] ??= 'identity'
  for (const name in standing) headers[name] ??= standing[name] ?? ''
  if (contentType !== undefined) headers['content-type'] ??= contentType
}
