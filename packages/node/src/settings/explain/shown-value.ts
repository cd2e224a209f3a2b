import { trimUnseen } from '@looker-auth/core'
import { isCertificateText } from '../../fetch/certificates/certificate-text.js'
import { looksLikeCertificatePath } from '../../fetch/certificates/read-certificates.js'
import type { SettingKey } from '../setting-keys.js'

/** How long the parts of an API key usually are. */
export const usualLength = { client_id: 20, client_secret: 24 } as const

/** A value that was read without an error, as text that may be shown. Of a client_secret it has no character. */
export function shownValue(key: SettingKey, value: string): string {
  if (key === 'client_secret') return lengthOf(value)
  if (key === 'client_id') return shownId(value)
  if (key === 'ca') return isCertificateText(value) ? 'PEM text' : value
  return value
}

/** A value that cannot be used: it may be another setting's, and a secret. */
export function shownWrongValue(key: SettingKey, value: unknown): string {
  if (typeof value !== 'string') return `a value of the type ${value === null ? 'null' : typeof value}`
  if (key === 'ca' && !isCertificateText(value) && looksLikeCertificatePath(value)) return value
  if (key === 'base_url') return shownAddress(value) ?? lengthOf(value)
  return key === 'client_id' ? shownId(value, '') : lengthOf(value)
}

/** Of a shorter one, the first and the last characters would be most of it. */
const shortestId = 12

/** A longer text than a client_id may be a secret in the wrong place. */
function shownId(text: string, end = trimUnseen(text).slice(-4)): string {
  const id = trimUnseen(text)
  if (id.length > usualLength.client_id) return lengthOf(id)
  return `${id.slice(0, 4)}...${id.length < shortestId ? '' : end}`
}

const longestAddress = 150

/** Beside https:// and http://, also what is misspelt; a longer one may be a secret. */
const schemeSyntax = /^[a-z]{1,8}:\/\//i
const hostSyntax = /^[\w-]+(\.[\w-]+)+(:\d*)?(\/|$)/

/** Without user name, password, query and fragment; undefined for what does not look like an address. */
function shownAddress(text: string): string | undefined {
  const address = trimUnseen(text)
  if (/[\s\p{Cc}\p{Cf}]/u.test(address)) return undefined
  const [scheme = ''] = schemeSyntax.exec(address) ?? []
  const at = address.lastIndexOf('@')
  const login = at < 0 ? '' : '***@'
  const [place = ''] = address.slice(at < 0 ? scheme.length : at + 1).split(/[?#]/)
  if (place.length > longestAddress) return undefined
  if (!/^https?:/i.test(scheme) && !hostSyntax.test(place)) return undefined
  return `${scheme}${login}${place}`
}

function lengthOf(text: string): string {
  const { length } = trimUnseen(text)
  return length === 1 ? '1 character' : `${length} characters`
}
