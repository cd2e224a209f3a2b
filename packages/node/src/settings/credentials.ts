import { AuthError, type Credentials, canonicalBaseUrl, trimUnseen } from '@looker-auth/core'
import type { SettingsOptions } from './options.js'
import { type KeyPart, settingKeys } from './setting-keys.js'
import type { Found, Sources } from './sources.js'
import { failing, optionOf } from './values.js'

/** @throws AuthError `configuration` for credentials of another kind than text, or a function. */
export function checkCredentialOptions(options: SettingsOptions): void {
  const { credentials } = options
  for (const name of ['clientId', 'clientSecret'] as const) {
    const value: unknown = options[name]
    if (value === undefined || typeof value === 'string') continue
    throw failing(name, `option ${name}`)('is not a text', 'Give it as a string.')
  }
  if (credentials === undefined || typeof credentials === 'function') return
  throw failing('credentials', 'option credentials')(
    'is not a function',
    'Give a function that returns { clientId, clientSecret }, or clientId and clientSecret themselves.',
  )
}

/**
 * Client id and secret, each from its first place.
 *
 * @param baseUrl Where they will be sent.
 * @throws AuthError `configuration` that names what is missing and where it was looked for, or the place of a key that is for another instance.
 */
export function findCredentials(options: SettingsOptions, sources: Sources, baseUrl: string): Credentials {
  const id = keyPartOf('client_id', options, sources)
  const secret = keyPartOf('client_secret', options, sources)
  if (id === undefined || secret === undefined) throw missingKey(id, secret, sources)
  for (const part of [id, secret]) checkInstance(part, baseUrl)
  return { clientId: id.text, clientSecret: secret.text, origin: originOf(id, secret) }
}

/** The error for a key of which at least one part is in no place. */
export function missingKey(id: Found | undefined, secret: Found | undefined, sources: Sources): AuthError {
  const missing = (['client_id', 'client_secret'] as const).filter(
    key => (key === 'client_id' ? id : secret) === undefined,
  )
  const present =
    missing.length === 2
      ? ''
      : ` (${id === undefined ? 'client_secret' : 'client_id'} is there: ${(id ?? secret)?.where})`
  const verb = missing.length === 2 ? 'are' : 'is'
  return new AuthError('configuration', {
    message: `${missing.join(' and ')} ${verb} missing${present}. Looked in: ${missing.map(key => sources.placesOf(key)).join('; ')}.`,
    hint: 'Make an API key in Looker (Admin, Users, Edit, API Keys), and give both of its parts in one of these places.',
  })
}

/** A part of the key from its first place. */
export function keyPartOf(key: KeyPart, options: SettingsOptions, sources: Sources): Found | undefined {
  const raw = optionOf(key, options)
  const where = `option ${settingKeys[key].option}`
  if (typeof raw !== 'string') return sources.find(key)
  return { text: trimUnseen(raw), raw, where, place: `the ${where}` }
}

/** If a place sets both a key and a base URL, the key goes to that base URL only: the file may change while a session is open. */
export function checkInstance({ where, place, baseUrl: own }: Found, baseUrl: string): void {
  if (own === undefined || isInstance(own, baseUrl)) return
  throw new AuthError('configuration', {
    message: `The API key was not sent (${where}): ${place} sets another base URL than the session's, ${baseUrl}.`,
    hint: 'Give base URL and API key in one place, or both parts of the key as options.',
  })
}

function isInstance(text: string, baseUrl: string): boolean {
  try {
    return canonicalBaseUrl(text, { allowInsecureHttp: true }) === baseUrl
  } catch {
    return false
  }
}

function originOf(id: Found, secret: Found): string {
  if (id.place === secret.place) return id.place
  return `${id.place} (client_id) and ${secret.place} (client_secret)`
}

/** Checks what a caller's provider returned. */
export function checkedCredentials(value: unknown): Credentials {
  const given = (value ?? {}) as Partial<Record<keyof Credentials, unknown>>
  const [clientId, clientSecret] = [textOf(given.clientId), textOf(given.clientSecret)]
  const origin = textOf(given.origin) || 'the credentials provider'
  if (clientId !== '' && clientSecret !== '') return { clientId, clientSecret, origin }
  throw new AuthError('configuration', {
    message:
      'The option credentials did not return { clientId, clientSecret } with two strings that are not empty.',
    hint: 'Look at where that function reads them.',
  })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? trimUnseen(value) : ''
}
