import {
  aBoolean,
  aListOf,
  anObjectOf,
  aString,
  aText,
  type Check,
  type Fields,
  isRecord,
  oneOf,
  problemsOf,
  throwIfAny,
} from '../input/check'
import { clientAppFields, type SeedOauthClientApp } from '../oauth/client-app'
import { type EmulatorOptions, optionProblems } from '../options'
import { roleFields } from '../users/roles'
import { defaultSeed } from './default-seed'
import type { Seed, SeedApiKey, SeedUser } from './seed'

const anId: Check = value =>
  (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) ||
  (typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value))
    ? undefined
    : 'must be a whole number of at least 0, or its digits as a string'

const credentialFields: Fields = {
  embed: { check: aText },
  google: { check: aText },
  ldap: { check: aText },
  oidc: { check: aText },
  saml: { check: aText },
}

const userFields: Fields = {
  id: { check: anId, required: true },
  first_name: { check: aString },
  last_name: { check: aString },
  email: { check: aString },
  admin: { check: aBoolean },
  kind: { check: oneOf('regular', 'embed', 'service') },
  is_disabled: { check: aBoolean },
  credentials: { check: anObjectOf(credentialFields) },
  roles: { check: aListOf(anObjectOf(roleFields(anId))) },
}

const keyFields: Fields = {
  client_id: { check: aText, required: true },
  client_secret: { check: aText, required: true },
  user_id: { check: anId, required: true },
}

const aList: Check = value => (Array.isArray(value) ? undefined : 'must be a list')
const anObject: Check = value => (isRecord(value) ? undefined : 'must be an object')

const seedFields: Fields = {
  users: { check: aList },
  apiKeys: { check: aList },
  oauthClientApps: { check: aList },
  options: { check: anObject },
}

function listProblems(list: unknown, place: string, fields: Fields): string[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((entry, index) => problemsOf(entry, `${place}[${index}]`, fields))
}

function duplicates(values: readonly string[], say: (value: string, index: number) => string): string[] {
  const seen = new Set<string>()
  return values.flatMap((value, index) => {
    const twice = seen.has(value)
    seen.add(value)
    return twice ? [say(value, index)] : []
  })
}

export interface ResolvedSeed {
  readonly users: readonly SeedUser[]
  readonly apiKeys: readonly SeedApiKey[]
  readonly oauthClientApps: readonly SeedOauthClientApp[]
  readonly options: EmulatorOptions | undefined
}

/** A seed in which nothing is missing. Throws EmulatorInputError that names every wrong entry. */
export function resolveSeed(seed: unknown): ResolvedSeed {
  const shape = problemsOf(seed, 'the seed', seedFields).map(problem => problem.replace(/^the seed\./, ''))
  throwIfAny('Invalid seed', shape)
  const given = seed as Seed
  throwIfAny('Invalid seed', [
    ...listProblems(given.users, 'users', userFields),
    ...listProblems(given.apiKeys, 'apiKeys', keyFields),
    ...listProblems(given.oauthClientApps, 'oauthClientApps', clientAppFields),
    ...(given.options === undefined ? [] : optionProblems(given.options, 'options')),
  ])
  const standard = defaultSeed()
  const users = given.users ?? standard.users
  const apiKeys = given.apiKeys ?? (given.users === undefined ? standard.apiKeys : [])
  const oauthClientApps = given.oauthClientApps ?? (given.users === undefined ? standard.oauthClientApps : [])
  const ids = users.map(user => String(user.id))
  const known = new Set(ids)
  throwIfAny('Invalid seed', [
    ...duplicates(ids, (id, index) => `users[${index}].id ${id} is there twice`),
    ...duplicates(
      users.flatMap(({ credentials = {} }) =>
        Object.entries(credentials).map(([type, id]) => `${type} ${id}`),
      ),
      name => `the credential ${name} names two users`,
    ),
    ...duplicates(
      apiKeys.map(key => key.client_id),
      (_, index) => `apiKeys[${index}].client_id is there twice`,
    ),
    ...duplicates(
      oauthClientApps.map(app => app.client_guid),
      (_, index) => `oauthClientApps[${index}].client_guid is there twice`,
    ),
    ...apiKeys.flatMap((key, index) =>
      known.has(String(key.user_id))
        ? []
        : [`apiKeys[${index}].user_id ${key.user_id} names no user of the seed`],
    ),
  ])
  return { users, apiKeys, oauthClientApps, options: given.options }
}
