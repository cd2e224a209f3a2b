import { type ApiVersion, AuthError, canonicalBaseUrl, parseApiVersion } from '@looker-auth/core'
import { readCertificates } from '../fetch/certificates/read-certificates.js'
import type { SettingsOptions } from './options.js'
import type { SettingKey } from './setting-keys.js'
import type { Sources } from './sources.js'
import { failing, type Given, given, locating, readBoolean, readSeconds } from './values.js'

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
  const allowInsecureHttp = allowInsecureHttpOf(options, sources)
  return { baseUrl: addressOf(options, sources, allowInsecureHttp), allowInsecureHttp }
}

export function allowInsecureHttpOf(options: SettingsOptions, sources: Sources): boolean {
  return booleanOf('allow_insecure_http', options, sources)?.value ?? false
}

/** The address of the instance. */
export function addressOf(options: SettingsOptions, sources: Sources, allowInsecureHttp: boolean): string {
  const found = given('base_url', options, sources, asText)
  if (found !== undefined) {
    const read = (): string => canonicalBaseUrl(String(found.value), { allowInsecureHttp })
    return locating('base_url', found.where, read)
  }
  throw new AuthError('configuration', {
    message: `The setting base_url is missing. Looked in: ${sources.placesOf('base_url')}.`,
    hint: 'Give the address of your Looker instance in one of these places, such as https://me.looker.com:19999.',
  })
}

function booleanOf(key: SettingKey, options: SettingsOptions, sources: Sources): Given<boolean> | undefined {
  const found = given<unknown>(key, options, sources, readBoolean)
  if (found === undefined) return undefined
  const { value, where } = found
  if (typeof value === 'boolean') return { value, where }
  throw failing(key, where)('is not a boolean', 'Give true or false.')
}

/** The version of the API. */
export function apiVersionOf(options: SettingsOptions, sources: Sources): ApiVersion {
  const found = given<string>('api_version', options, sources, asText)
  if (found === undefined) return '4.0'
  return locating('api_version', found.where, () => parseApiVersion(found.value))
}

/** The time bound, in milliseconds. */
export function timeoutOf(options: SettingsOptions, sources: Sources): number {
  const found = given('timeout', options, sources, readSeconds)
  if (found === undefined) return defaultTimeoutMs
  if (Number.isFinite(found.value) && found.value >= 0) return found.value
  throw failing('timeout', found.where)('is not a number of milliseconds', 'Give a number, 0 for no bound.')
}

/** What TLS trusts. */
export function tlsOf(
  options: SettingsOptions,
  sources: Sources,
): { readonly verifySsl: boolean; readonly ca?: string } {
  const verify = verifySslOf(options, sources)
  const ca = caOf(options, sources, verify)
  return { verifySsl: verify?.value ?? true, ...(ca !== undefined && { ca: ca.pem }) }
}

/** Whether certificates are checked, where a place says so. */
export function verifySslOf(options: SettingsOptions, sources: Sources): Given<boolean> | undefined {
  return booleanOf('verify_ssl', options, sources)
}

/** The certificates to trust, where a place gives them: as they were given there, and as PEM text. */
export function caOf(
  options: SettingsOptions,
  sources: Sources,
  verify: Given<boolean> | undefined,
): { readonly given: string; readonly pem: string } | undefined {
  const ca = given<unknown>('ca', options, sources, asText)
  if (ca === undefined) return undefined
  if (typeof ca.value !== 'string') {
    throw failing('ca', ca.where)('is not a text', 'Give PEM text, or the path of a file that holds it.')
  }
  if (verify?.value === false) {
    throw contradiction(
      `The setting verify_ssl (${verify.where}) switches certificate checks off, and ca (${ca.where}) says what they trust.`,
      'Leave one of them out; with ca, certificates can be checked.',
    )
  }
  return { given: ca.value, pem: readCertificates(ca.value, ca.where, options.readFile) }
}

/** An option that is one of some words. */
export function wordOf<T extends string>(option: string, value: T, words: readonly T[]): T {
  if (words.includes(value)) return value
  throw failing(option, `option ${option}`)('is not known', `Use one of ${words.join(', ')}.`)
}

function contradiction(message: string, hint: string): AuthError {
  return new AuthError('configuration', { message, hint })
}
