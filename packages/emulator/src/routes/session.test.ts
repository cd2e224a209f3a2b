import { describe, expect, it } from 'vitest'
import { clientOf, docs, UNAUTHENTICATED } from '../../test/client'
import { createEmulator } from '../index'

describe.each(['3.0', '3.1', '4.0'] as const)('/session on %s', version => {
  const setUp = async () => {
    const emulator = createEmulator()
    const looker = clientOf(emulator, version)
    const admin = await looker.login()
    const read = async (token: string) => (await looker.send('GET', '/session', token)).json()
    const patch = async (token: string, body: string) => {
      const response = await looker.send('PATCH', '/session', token, { body })
      return [response.status, await response.json()]
    }
    return { emulator, looker, admin, read, patch }
  }

  it('starts in production and moves the token that is sent, and no other', async () => {
    const { looker, admin, read, patch } = await setUp()
    const other = await looker.login()
    const dev = { can: {}, workspace_id: 'dev', sudo_user_id: null }
    expect(await read(admin)).toEqual({ ...dev, workspace_id: 'production' })
    expect(await patch(admin, '{"workspace_id":"dev"}')).toEqual([200, dev])
    expect(await read(admin)).toEqual(dev)
    expect(await read(other)).toMatchObject({ workspace_id: 'production' })
    expect(await read(await looker.login())).toMatchObject({ workspace_id: 'production' })
    expect(await patch(admin, '{"workspace_id":"production"}')).toMatchObject([
      200,
      { workspace_id: 'production' },
    ])
  })

  it('names the admin behind a sudo token', async () => {
    const { looker, admin, read } = await setUp()
    const sudo = await looker.loginUser(789, admin)
    expect(await read(sudo)).toMatchObject({ sudo_user_id: version === '4.0' ? '1' : 1 })
  })

  it.each(['"staging"', '5', '["dev"]', '""'])('refuses the workspace %s with 422', async value => {
    const { admin, read, patch } = await setUp()
    expect(await patch(admin, `{"workspace_id":${value}}`)).toEqual([
      422,
      {
        message: 'Validation Failed',
        errors: [
          {
            field: 'workspace_id',
            code: 'invalid',
            message: 'workspace_id must be "production" or "dev"',
            documentation_url: docs('422/patch/session', version),
          },
        ],
        documentation_url: docs('422/patch/session', version),
      },
    ])
    expect(await read(admin)).toMatchObject({ workspace_id: 'production' })
  })

  it.each(['', '{', '[]', '"dev"', 'null'])('refuses the body %j with 400', async body => {
    const { admin, patch } = await setUp()
    expect(await patch(admin, body)).toMatchObject([400, { message: 'The body must be a JSON object' }])
  })

  it('leaves the workspace alone when the body does not name one', async () => {
    const { admin, patch } = await setUp()
    await patch(admin, '{"workspace_id":"dev"}')
    expect(await patch(admin, '{}')).toMatchObject([200, { workspace_id: 'dev' }])
  })

  it('is 401 without a token', async () => {
    const { looker } = await setUp()
    for (const method of ['GET', 'PATCH']) {
      const response = await looker.send(method, '/session')
      expect([response.status, await response.json()]).toEqual([401, UNAUTHENTICATED])
    }
  })
})
