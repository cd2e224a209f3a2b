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
} from './check'
import { defaultSeed } from './default-seed'
import { clientAppFields, type SeedOauthClientApp } from './oauth/client-app'
import { type EmulatorOptions, optionProblems } from './options'
import { roleFields, type SeedRole } from './roles'

export type UserKind = 'regular' | 'embed' | 'service'

/** A user of the emulated instance. Names are those of Looker's API. */
export interface SeedUser {
  /** A whole number of at least 0, or its digits. */
  readonly id: number | string
  readonly first_name?: string | undefined
  readonly last_name?: string | undefined
  readonly email?: string | undefined
  /** Default false. */
  readonly admin?: boolean | undefined
  /** Default "regular". "service" is an API-only service account. */
  readonly kind?: UserKind | undefined
  /** A disabled user can neither log in nor be logged in by an admin. Default false. */
  readonly is_disabled?: boolean | undefined
  /** Roles beside Looker's own: Admin of an admin, User of everybody else. They are shown; only `admin` gives admin rights. */
  readonly roles?: readonly SeedRole[] | undefined
}

/** An API key of a user. */
export interface SeedApiKey {
  readonly client_id: string
  readonly client_secret: string
  readonly user_id: number | string
}

/** What the emulated instance holds at its start; also the form of a seed file (JSON). */
export interface Seed {
  /** Default: the users of `defaultSeed()`. */
  readonly users?: readonly SeedUser[] | undefined
  /** Default: the keys of `defaultSeed()` where `users` is the default too, else none. */
  readonly apiKeys?: readonly SeedApiKey[] | undefined
  /** Default: those of `defaultSeed()` where `users` is the default too, else none. */
  readonly oauthClientApps?: readonly SeedOauthClientApp[] | undefined
  readonly options?: EmulatorOptions | undefined
}

const anId: Check = value =>
  (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) ||
  (typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value))
    ? undefined
    : 'must be a whole number of at least 0, or its digits as a string'

const userFields: Fields = {
  id: { check: anId, required: true },
  first_name: { check: aString },
  last_name: { check: aString },
  email: { check: aString },
  admin: { check: aBoolean },
  kind: { check: oneOf('regular', 'embed', 'service') },
  is_disabled: { check: aBoolean },
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
