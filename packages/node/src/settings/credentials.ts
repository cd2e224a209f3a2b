import { AuthError, type Credentials } from '@looker-auth/core'
import type { SettingsOptions } from './options.js'
import { type SettingKey, settingKeys } from './setting-keys.js'
import type { Sources } from './sources.js'
import { failing } from './values.js'

/** The explicit half of the credentials. */
export interface GivenCredentials {
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
}

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
 * @throws AuthError `configuration` that names what is missing and where it was looked for.
 */
export function findCredentials(given: GivenCredentials, sources: Sources): Credentials {
  const id = given.clientId || sources.find('client_id')?.text
  const secret = given.clientSecret || sources.find('client_secret')?.text
  if (id && secret) return { clientId: id, clientSecret: secret }
  const missing = (['client_id', 'client_secret'] as const).filter(
    key => !(key === 'client_id' ? id : secret),
  )
  const present = missing.length === 2 ? '' : ` (${presentOne(missing[0] === 'client_id', given, sources)})`
  const verb = missing.length === 2 ? 'are' : 'is'
  throw new AuthError('configuration', {
    message: `${missing.join(' and ')} ${verb} missing${present}. Looked in: ${missing.map(key => sources.placesOf(key)).join('; ')}.`,
    hint: 'Make an API key in Looker (Admin, Users, Edit, API Keys), and give both of its parts in one of these places.',
  })
}

function presentOne(secretIsThere: boolean, given: GivenCredentials, sources: Sources): string {
  const key: SettingKey = secretIsThere ? 'client_secret' : 'client_id'
  const explicit = secretIsThere ? given.clientSecret : given.clientId
  const where = explicit ? `option ${settingKeys[key].option}` : sources.find(key)?.where
  return `${key} is there: ${where}`
}

/** Checks what a caller's provider returned. */
export function checkedCredentials(value: unknown): Credentials {
  const { clientId, clientSecret } = (value ?? {}) as Partial<Record<'clientId' | 'clientSecret', unknown>>
  if (
    typeof clientId === 'string' &&
    clientId !== '' &&
    typeof clientSecret === 'string' &&
    clientSecret !== ''
  )
    return { clientId, clientSecret }
  throw new AuthError('configuration', {
    message:
      'The option credentials did not return { clientId, clientSecret } with two strings that are not empty.',
    hint: 'Look at where that function reads them.',
  })
}
