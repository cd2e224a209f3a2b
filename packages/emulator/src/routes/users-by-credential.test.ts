import { describe, expect, it } from 'vitest'
import { clientOf, REGULAR } from '../../test/client'
import { createEmulator, defaultSeed } from '../index'

const setUp = async (key?: typeof REGULAR) => {
  const { users, apiKeys } = defaultSeed()
  const saml = { id: 800, email: 'sam/l@emulator.example', credentials: { saml: 'a/b?c#d%2F' } }
  const emulator = createEmulator({ seed: { users: [...users, saml], apiKeys } })
  const looker = clientOf(emulator)
  const token = await looker.login(key)
  const read = async (path: string) => {
    const response = await looker.send('GET', path, token)
    return response.status === 200 ? ((await response.json()) as { id: unknown }).id : response.status
  }
  const make = (body: unknown) =>
    looker.send('POST', '/users/embed_user', token, { body: JSON.stringify(body) })
  return { emulator, looker, token, read, make }
}

describe('GET /users/credential/{type}/{id}', () => {
  it('finds a user by the email, and by an id of another system', async () => {
    const { emulator, read } = await setUp()
    expect(await read('/users/credential/email/ana@emulator.example')).toBe('789')
    expect(await read('/users/credential/embed/emil')).toBe('790')
    expect(await read(`/users/credential/saml/${encodeURIComponent('a/b?c#d%2F')}`)).toBe('800')
    expect(await read(`/users/credential/email/${encodeURIComponent('sam/l@emulator.example')}`)).toBe('800')
    expect(emulator.stats.users_by_credential).toBe(4)
  })

  it.each(['/embed/ana@emulator.example', '/email/emil', '/nothing/emil', '/constructor/emil'])(
    'finds nobody at %s',
    async path => {
      const { read } = await setUp()
      expect(await read(`/users/credential${path}`)).toBe(404)
    },
  )

  it('shows a disabled user as disabled', async () => {
    const { looker, token } = await setUp()
    const path = '/users/credential/email/dora@emulator.example'
    expect(await (await looker.send('GET', path, token)).json()).toMatchObject({
      id: '792',
      is_disabled: true,
    })
  })

  it('shows nobody to users who are no admins', async () => {
    expect(await (await setUp(REGULAR)).read('/users/credential/embed/emil')).toBe(404)
  })
})

describe('POST /users/embed_user', () => {
  it('makes a user whom the external id then finds, and whom an admin may act for', async () => {
    const { emulator, looker, token, read, make } = await setUp()
    const made = await (await make({ external_user_id: 'new one' })).json()
    expect(made).toMatchObject({ id: '801', first_name: null })
    expect(await read('/users/credential/embed/new%20one')).toBe('801')
    expect(await looker.whoAmI(await looker.loginUser(801, token))).toBe('801')
    expect(emulator.stats.embed_users).toBe(1)
  })

  it('answers the user who is there already', async () => {
    const { make } = await setUp()
    expect(await (await make({ external_user_id: 'emil' })).json()).toMatchObject({ id: '790' })
  })

  it('is for admins', async () => {
    expect((await (await setUp(REGULAR)).make({ external_user_id: 'x' })).status).toBe(403)
  })
})
