import { describe, expect, it } from 'vitest'
import { clientOf, notFound, REGULAR } from '../../test/client'
import { createEmulator, type SeedRole } from '../index'

interface RoleBody {
  id: string | number
  name?: string
  permission_set: { permissions: string[] }
}

const support: SeedRole = { id: 7, name: 'Support', permissions: ['sudo'] }
const byGroup: SeedRole = { id: 2, name: 'Admin', permissions: ['administer'], by_group: true }
const seed = {
  users: [
    { id: 1, admin: true },
    { id: 5, roles: [support, byGroup] },
  ],
  apiKeys: [{ client_id: 'a', client_secret: 'b', user_id: 1 }],
}

async function rolesOf(
  path: string,
  emulator = createEmulator(),
  version: '3.1' | '4.0' = '4.0',
  key?: object,
) {
  const looker = clientOf(emulator, version)
  const token = await looker.login(key as Record<string, string>)
  const response = await looker.send('GET', path, token)
  expect(response.status).toBe(200)
  return (await response.json()) as RoleBody[]
}

const seeded = (path: string) =>
  rolesOf(path, createEmulator({ seed }), '4.0', { client_id: 'a', client_secret: 'b' })

describe('GET /users/{user_id}/roles', () => {
  it('shows Admin of an admin, with the permissions that make one', async () => {
    const [role, ...more] = await rolesOf('/users/1/roles')
    expect(role).toMatchObject({
      id: '2',
      name: 'Admin',
      permission_set: { name: 'Admin', all_access: true },
    })
    expect(role?.permission_set.permissions).toEqual(expect.arrayContaining(['administer', 'sudo']))
    expect(more).toEqual([])
  })

  it('shows User of everybody else, with integer ids in 3.x', async () => {
    const [role] = await rolesOf('/users/789/roles', createEmulator(), '3.1')
    expect(role).toMatchObject({ id: 3, name: 'User', permission_set: { id: 3, all_access: false } })
    expect(role?.permission_set.permissions).not.toContain('sudo')
  })

  it('shows roles by group too, unless only direct ones are asked for', async () => {
    expect((await seeded('/users/5/roles')).map(role => role.id)).toEqual(['3', '7', '2'])
    const direct = await seeded('/users/5/roles?direct_association_only=true')
    expect(direct.map(role => role.id)).toEqual(['3', '7'])
  })

  it('shows the parts that fields names', async () => {
    const [, role] = await seeded('/users/5/roles?fields=id,%20permission_set')
    expect(Object.keys(role ?? {})).toEqual(['id', 'permission_set'])
    expect(role?.permission_set.permissions).toEqual(['sudo'])
  })

  it('gives no rights by a role of the seed, and role_ids has the direct ones', async () => {
    const looker = clientOf(createEmulator({ seed }))
    const admin = await looker.login({ client_id: 'a', client_secret: 'b' })
    const five = await looker.loginUser(5, admin)
    expect((await looker.send('POST', '/login/1', five)).status).toBe(403)
    expect(await (await looker.send('GET', '/user', five)).json()).toMatchObject({ role_ids: ['3', '7'] })
  })

  it('shows others their own; whom one may not see is "Not found"', async () => {
    const emulator = createEmulator()
    const looker = clientOf(emulator)
    const token = await looker.login(REGULAR)
    expect((await looker.send('GET', '/users/2/roles', token)).status).toBe(200)
    for (const id of ['1', '4711']) {
      const response = await looker.send('GET', `/users/${id}/roles`, token)
      expect([response.status, await response.json()]).toEqual([404, notFound('get/users/:user_id/roles')])
    }
    expect((await looker.send('GET', '/users/2/roles')).status).toBe(401)
    expect(emulator.stats.roles).toBe(1)
  })

  it('refuses a seed whose roles are wrong, and says where', () => {
    const wrong = { users: [{ id: 1, roles: [{ id: 'x' }, { id: 3, permissions: 'sudo' }] }] }
    expect(() => createEmulator({ seed: wrong as never })).toThrow(
      /users\[0\]\.roles.*id must be.*permissions must be a list/,
    )
  })
})
