import { type ApiVersion, AuthError, canonicalBaseUrl, parseApiVersion } from '@looker-auth/core'
import { readCertificates } from '../fetch/certificates/read-certificates.js'
import type { SettingsOptions } from './options.js'
import type { SettingKey } from './setting-keys.js'
import type { Sources } from './sources.js'
import { failing, given, locating, readBoolean, readSeconds } from './values.js'

const defaultTimeoutMs = 120_000
const asText = (text: string): string => text

/** @throws AuthError `configuration` for options that exclude each other. */
export function checkContradictions(options: SettingsOptions): void {
  const { credentials, clientId, clientSecret, iniPath, section } = options
  if (credentials !== undefined && (clientId !== undefined || clientSecret !== undefined)) {
    throw contradiction(
      'The option credentials excludes clientId and clientSecret.',
      'Give one or the other.',
    )
  }
  if (iniPath === false && section !== undefined) {
    throw contradiction('The option section excludes iniPath: false.', 'Leave section out, or name the file.')
  }
}

/** The address of the instance, and whether it may begin with http:// for any host. */
export function baseUrlOf(
  options: SettingsOptions,
  sources: Sources,
): { readonly baseUrl: string; readonly allowInsecureHttp: boolean } {
  const allowInsecureHttp = booleanOf('allow_insecure_http', options.allowInsecureHttp, sources, false)
  const found = given('base_url', options.baseUrl, sources, asText)
  if (found !== undefined) {
    const read = (): string => canonicalBaseUrl(String(found.value), { allowInsecureHttp })
    return { baseUrl: locating('base_url', found.where, read), allowInsecureHttp }
  }
  throw new AuthError('configuration', {
    message: `The setting base_url is missing. Looked in: ${sources.placesOf('base_url')}.`,
    hint: 'Give the address of your Looker instance in one of these places, such as https://me.looker.com:19999.',
  })
}

function booleanOf(
  key: SettingKey,
  option: boolean | undefined,
  sources: Sources,
  otherwise: boolean,
): boolean {
  const found = given<unknown>(key, option, sources, readBoolean)
  if (found === undefined) return otherwise
  if (typeof found.value === 'boolean') return found.value
  throw failing(key, found.where)('is not a boolean', 'Give true or false.')
}

/** The version of the API. */
export function apiVersionOf({ apiVersion }: SettingsOptions, sources: Sources): ApiVersion {
  const found = given<string>('api_version', apiVersion, sources, asText)
  if (found === undefined) return '4.0'
  return locating('api_version', found.where, () => parseApiVersion(found.value))
}

/** The time bound, in milliseconds. */
export function timeoutOf({ timeoutMs }: SettingsOptions, sources: Sources): number {
  const found = given('timeout', timeoutMs, sources, readSeconds)
  if (found === undefined) return defaultTimeoutMs
  if (Number.isFinite(found.value) && found.value >= 0) return found.value
  throw failing('timeout', found.where)('is not a number of milliseconds', 'Give a number, 0 for no bound.')
}

/** What TLS trusts. */
export function tlsOf(
  options: SettingsOptions,
  sources: Sources,
  readFile: ((path: string) => string) | undefined,
): { readonly verifySsl: boolean; readonly ca?: string } {
  const verify = given('verify_ssl', options.verifySsl, sources, readBoolean)
  const ca = given<unknown>('ca', options.ca || undefined, sources, asText)
  const verifySsl: unknown = verify?.value ?? true
  if (typeof verifySsl !== 'boolean') {
    throw failing('verify_ssl', verify?.where ?? '')('is not a boolean', 'Give true or false.')
  }
  if (ca === undefined) return { verifySsl }
  if (typeof ca.value !== 'string') {
    throw failing('ca', ca.where)('is not a text', 'Give PEM text, or the path of a file that holds it.')
  }
  if (!verifySsl) {
    throw contradiction(
      `The setting verify_ssl (${verify?.where}) switches certificate checks off, and ca (${ca.where}) says what they trust.`,
      'Leave one of them out; with ca, certificates can be checked.',
    )
  }
  return { verifySsl, ca: readCertificates(ca.value, ca.where, readFile) }
}

/** An option that is one of some words. */
export function wordOf<T extends string>(option: string, value: T, words: readonly T[]): T {
  if (words.includes(value)) return value
  throw failing(option, `option ${option}`)('is not known', `Use one of ${words.join(', ')}.`)
}

function contradiction(message: string, hint: string): AuthError {
  return new AuthError('configuration', { message, hint })
}
