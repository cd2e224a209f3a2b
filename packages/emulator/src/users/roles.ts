import { aBoolean, aListOf, aString, aText, type Check, type Fields } from '../input/check'

/** A role of a user of the seed. */
export interface SeedRole {
  /** A whole number of at least 0, or its digits. Looker's own are 2 (Admin) and 3 (User). */
  readonly id: number | string
  /** Default "Role {id}". */
  readonly name?: string | undefined
  /** Names of Looker's permissions, such as "access_data". Default: none. */
  readonly permissions?: readonly string[] | undefined
  /** Whether the user has it through a group, and not directly. Default false. */
  readonly by_group?: boolean | undefined
}

/** A role as a user has it. */
export interface Role {
  readonly id: string
  readonly name: string
  readonly permissions: readonly string[]
  readonly isBuiltIn: boolean
  readonly isByGroup: boolean
}

export const roleFields = (anId: Check): Fields => ({
  id: { check: anId, required: true },
  name: { check: aText },
  permissions: { check: aListOf(aString) },
  by_group: { check: aBoolean },
})

const userPermissions = ['access_data', 'explore', 'see_looks', 'see_user_dashboards']

const builtIn = (id: string, name: string, permissions: readonly string[]): Role => ({
  id,
  name,
  permissions,
  isBuiltIn: true,
  isByGroup: false,
})

const admin = builtIn('2', 'Admin', [
  ...userPermissions,
  'administer',
  'manage_groups',
  'manage_roles',
  'sudo',
])
const user = builtIn('3', 'User', userPermissions)

/** Everybody has Looker's own role Admin or User, and what the seed gives besides. */
export function rolesOf(isAdmin: boolean, more: readonly SeedRole[] = []): Role[] {
  const others = more.map(({ id, name = `Role ${id}`, permissions = [], by_group = false }) => ({
    id: String(id),
    name,
    permissions,
    isBuiltIn: false,
    isByGroup: by_group,
  }))
  return [isAdmin ? admin : user, ...others]
}
