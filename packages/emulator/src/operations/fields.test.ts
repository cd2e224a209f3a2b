import { describe, expect, it } from 'vitest'
import { selectFields } from './fields'

const ROLE = {
  can: {},
  id: '2',
  name: 'Admin',
  permission_set: { id: '2', permissions: ['sudo', 'explore'] },
}

describe('fields', () => {
  it.each<[string | undefined, object]>([
    [undefined, ROLE],
    ['', ROLE],
    [' , ', ROLE],
    ['id', { id: '2' }],
    ['name,id', { id: '2', name: 'Admin' }],
    [' id , name ', { id: '2', name: 'Admin' }],
    ['permission_set', { permission_set: ROLE.permission_set }],
    ['permission_set(permissions)', { permission_set: { permissions: ['sudo', 'explore'] } }],
    ['id,permission_set ( id )', { id: '2', permission_set: { id: '2' } }],
    [
      'permission_set(permissions),name',
      { name: 'Admin', permission_set: { permissions: ['sudo', 'explore'] } },
    ],
    ['name(x)', { name: 'Admin' }],
    ['unknown', {}],
    ['constructor,__proto__,toString', {}],
  ])('%j select parts of an object', (fields, wanted) => {
    expect(selectFields(ROLE, fields)).toEqual(wanted)
  })

  it.each<[string, object]>([
    ['permission_set(id', { permission_set: { id: '2' } }],
    ['id),name', { id: '2', name: 'Admin' }],
    ['(id),name', { name: 'Admin' }],
    ['permission_set()', { permission_set: ROLE.permission_set }],
  ])('%j, whose parentheses do not match or hold nothing, are read as far as possible', (fields, wanted) => {
    expect(selectFields(ROLE, fields)).toEqual(wanted)
  })

  it('select the same parts of each object of a list, at any depth', () => {
    expect(selectFields([ROLE, { id: '3' }], 'id')).toEqual([{ id: '2' }, { id: '3' }])
    const versions = { supported_versions: [{ version: '3.1', status: 'legacy' }, { version: '4.0' }] }
    expect(selectFields(versions, 'supported_versions(version)')).toEqual({
      supported_versions: [{ version: '3.1' }, { version: '4.0' }],
    })
  })

  it('are read in linear time, however deep', () => {
    expect(selectFields(ROLE, '('.repeat(100_000))).toEqual(ROLE)
    expect(selectFields({ a: 1 }, `a,${'x('.repeat(100_000)}`)).toEqual({ a: 1 })
  })
})
