import { describe, expect, it } from 'vitest'
import { clientOf, REGULAR } from '../../test/client'
import { createEmulator } from '../index'

async function setUp(key?: typeof REGULAR) {
  const emulator = createEmulator()
  const looker = clientOf(emulator)
  const token = await looker.login(key)
  const titles = async (query = '') => {
    const response = await looker.send('GET', `/dashboards/search${query}`, token)
    return ((await response.json()) as { title: string }[]).map(({ title }) => title)
  }
  return { emulator, looker, token, titles }
}

describe('GET /dashboards/search', () => {
  it('shows a user the shared dashboards and their own', async () => {
    const { titles, emulator } = await setUp(REGULAR)
    expect(await titles()).toEqual(['Orders', 'Customers', "Bea's dashboard"])
    expect(emulator.stats.dashboards).toBe(1)
  })

  it('shows an admin those of everybody', async () => {
    const { titles } = await setUp()
    expect(await titles()).toEqual(expect.arrayContaining(["Ada's dashboard", "Ana's dashboard"]))
    expect(await titles('?user_id=789')).toEqual(["Ana's dashboard"])
  })

  it.each([
    ['orders', ['Orders']],
    ['order', []],
    ['%order%', ['Orders']],
    ['%ers', ['Orders', 'Customers']],
    ["bea's%board", ["Bea's dashboard"]],
    ['%s%s%d', ["Bea's dashboard"]],
    ['order%orders', []],
    ['', ['Orders', 'Customers', "Bea's dashboard"]],
  ])('finds titles like %j', async (title, wanted) => {
    const { titles } = await setUp(REGULAR)
    expect(await titles(`?title=${encodeURIComponent(title)}`)).toEqual(wanted)
  })

  it('shows a page of them, and the parts that fields names', async () => {
    const { titles, looker, token } = await setUp(REGULAR)
    expect(await titles('?limit=1&offset=1')).toEqual(['Customers'])
    expect(await titles('?limit=x&offset=-1')).toHaveLength(3)
    const response = await looker.send('GET', '/dashboards/search?fields=id&limit=1', token)
    expect(await response.json()).toEqual([{ id: '1' }])
  })

  it('is no operation of API 3.x, and needs a token', async () => {
    const { emulator, looker, token } = await setUp()
    const old = await clientOf(emulator, '3.1').send('GET', '/dashboards/search', token)
    expect(old.status).toBe(404)
    expect((await looker.send('GET', '/dashboards/search')).status).toBe(401)
  })
})
