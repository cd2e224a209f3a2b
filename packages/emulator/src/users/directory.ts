import type { ApiVersion } from '../release'
import type { CredentialType, SeedApiKey, SeedUser, UserKind } from '../seed/seed'
import { type Role, rolesOf } from './roles'

export interface User {
  readonly id: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  readonly isAdmin: boolean
  readonly kind: UserKind
  readonly isDisabled: boolean
  readonly roles: readonly Role[]
  readonly groupIds: readonly string[]
  /** The ids by which other systems name the user. */
  readonly credentials: Readonly<Partial<Record<CredentialType | 'email', string>>>
}

/** What an application that embeds Looker says of its user. */
export type EmbedUserChange = Partial<Pick<User, 'firstName' | 'lastName' | 'groupIds'>>

/** The group of which everybody is. */
const ALL_USERS_GROUP = '1'

export const displayName = ({ firstName, lastName }: User): string | null =>
  [firstName, lastName].filter(Boolean).join(' ') || null

const toUser = (seed: SeedUser): User => ({
  id: String(seed.id),
  firstName: seed.first_name ?? null,
  lastName: seed.last_name ?? null,
  email: seed.email ?? null,
  isAdmin: seed.admin ?? false,
  kind: seed.kind ?? 'regular',
  isDisabled: seed.is_disabled ?? false,
  roles: rolesOf(seed.admin ?? false, seed.roles),
  groupIds: [ALL_USERS_GROUP],
  credentials: { ...seed.credentials, ...(seed.email !== undefined && { email: seed.email }) },
})

/** The users and API keys of one emulator. */
export class Directory {
  readonly #users = new Map<string, User>()
  readonly #keys = new Map<string, SeedApiKey>()
  readonly #secrets = new Set<string>()

  constructor(users: readonly SeedUser[], apiKeys: readonly SeedApiKey[]) {
    for (const seed of users) this.#users.set(String(seed.id), toUser(seed))
    for (const key of apiKeys) {
      this.#keys.set(key.client_id, { ...key })
      this.#secrets.add(key.client_secret)
    }
  }

  get users(): User[] {
    return [...this.#users.values()]
  }

  user(id: string): User | undefined {
    return this.#users.get(id)
  }

  userWithCredential(type: string, id: string): User | undefined {
    return this.users.find(({ credentials }) => credentials[type as CredentialType] === id)
  }

  /** The embed user of an external id, who is made if there is none. */
  embedUser(externalUserId: string): User {
    const known = this.userWithCredential('embed', externalUserId)
    if (known) return known
    const id = String(Math.max(0, ...this.users.map(user => Number(user.id))) + 1)
    const user = toUser({ id, kind: 'embed', credentials: { embed: externalUserId } })
    this.#users.set(id, user)
    return user
  }

  /** Changes an embed user, for the tokens that the user has as well. */
  changeEmbedUser(user: User, { groupIds = [], ...change }: EmbedUserChange): void {
    Object.assign(user, change)
    if (groupIds.length > 0) Object.assign(user, { groupIds: [...new Set([ALL_USERS_GROUP, ...groupIds])] })
  }

  /** The user that a path names: 3.x takes an integer, however it is written, 4.0 the string itself. */
  userAt(version: ApiVersion, pathId: string): User | undefined {
    if (version === '4.0') return this.user(pathId)
    return /^\d{1,15}$/.test(pathId) ? this.user(String(Number(pathId))) : undefined
  }

  userOfKey(clientId: string, clientSecret: string): User | undefined {
    const key = this.#keys.get(clientId)
    return key?.client_secret === clientSecret ? this.user(String(key.user_id)) : undefined
  }

  /** Who can sign in on the web pages: service accounts have the API only, embed users come by their host's pages. */
  get people(): User[] {
    return this.users.filter(user => user.kind === 'regular' && !user.isDisabled)
  }

  get secrets(): string[] {
    return [...this.#secrets]
  }
}
