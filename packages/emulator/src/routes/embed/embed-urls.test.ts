import { describe, expect, it } from 'vitest'
import { clientOf, ORIGIN, REGULAR } from '../../../test/client'
import { createEmulator } from '../../index'

const TARGET = `${ORIGIN}/embed/dashboards/1?a=b`

const setUp = async () => {
  const emulator = createEmulator()
  const looker = clientOf(emulator)
  const admin = await looker.login()
  const post = async (path: string, body: unknown, token = admin) => {
    const response = await looker.send('POST', path, token, { body: JSON.stringify(body) })
    return { status: response.status, body: (await response.json()) as { url: string } }
  }
  return { emulator, looker, post }
}

describe('POST /embed/sso_url', () => {
  it('answers a URL on the emulator, another one each time, and defines the user', async () => {
    const { emulator, post } = await setUp()
    const body = { target_url: TARGET, external_user_id: 'ana', first_name: 'Ana', secret_id: '1' }
    const [first, second] = [await post('/embed/sso_url', body), await post('/embed/sso_url', body)]
    const prefix = `${ORIGIN}/login/embed/%2Fembed%2Fdashboards%2F1%3Fa%3Db?signature=`
    for (const { status, body } of [first, second])
      expect([status, body.url.slice(0, prefix.length)]).toEqual([200, prefix])
    expect(first.body.url).not.toBe(second.body.url)
    expect(emulator.stats.embed_urls).toBe(2)
  })

  it('leads to the embedded form of a page', async () => {
    const { post } = await setUp()
    const { body } = await post('/embed/token_url/me', { target_url: `${ORIGIN}/dashboards/2` })
    expect(body.url).toContain('/login/embed/%2Fembed%2Fdashboards%2F2?')
  })

  it.each([
    [{ target_url: 'http://elsewhere.test/embed/dashboards/1' }, 'target_url'],
    [{ target_url: `${ORIGIN}:8/embed/dashboards/1` }, 'target_url'],
    [{ target_url: 'javascript:alert(1)' }, 'target_url'],
    [{ target_url: '/embed/dashboards/1' }, 'target_url'],
    [{ target_url: undefined }, 'target_url'],
    [{ session_length: 2_592_001 }, 'session_length'],
    [{ external_user_id: undefined }, 'external_user_id'],
    [{ secret_id: 5 }, 'secret_id'],
  ])('refuses %j', async (change, field) => {
    const { emulator, post } = await setUp()
    const body = { target_url: TARGET, external_user_id: 'ana', ...change }
    expect(await post('/embed/sso_url', body)).toMatchObject({ status: 422, body: { errors: [{ field }] } })
    expect(emulator.stats.embed_urls).toBe(0)
  })

  it('is for admins; the URL as oneself is for all', async () => {
    const { looker, post } = await setUp()
    const regular = await looker.login(REGULAR)
    const body = { target_url: TARGET, external_user_id: 'ana' }
    expect((await post('/embed/sso_url', body, regular)).status).toBe(403)
    expect((await post('/embed/sso_url', body, 'unknown')).status).toBe(401)
    expect((await post('/embed/token_url/me', body, regular)).status).toBe(200)
    expect((await post('/embed/token_url/me', body, 'unknown')).status).toBe(401)
  })
})
