import { expect, test } from 'vitest'
import { realEmbedding } from './embedding'

const url = 'https://looker.example.com'
const named = {
  LOOKER_AUTH_DEMO_EMBED_DASHBOARDS: '12, thelook::orders',
  LOOKER_AUTH_DEMO_EMBED_MODELS: 'thelook',
}

test('an instance of a visitor embeds the dashboards that the environment names', () => {
  const embedding = realEmbedding(named, url)
  expect(embedding).toMatchObject({
    webUrl: url,
    dashboards: [{ id: '12' }, { id: 'thelook::orders' }],
    people: [{ id: 'looker-auth-demo-ana', name: 'Ana Embedded' }, {}, {}],
  })
  expect(embedding?.userOf('looker-auth-demo-ben')).toMatchObject({
    externalUserId: 'looker-auth-demo-ben',
    firstName: 'Ben',
    models: ['thelook'],
    permissions: expect.arrayContaining(['see_user_dashboards']),
  })
})

test('the address of its pages may be another than that of its API', () => {
  const env = { ...named, LOOKER_AUTH_DEMO_EMBED_URL: ' https://web.example.com ' }
  expect(realEmbedding(env, `${url}:19999`)?.webUrl).toBe('https://web.example.com')
})

test.each(['LOOKER_AUTH_DEMO_EMBED_DASHBOARDS', 'LOOKER_AUTH_DEMO_EMBED_MODELS'])(
  'without %s it embeds nothing',
  name => {
    expect(realEmbedding({ ...named, [name]: ' , ' }, url)).toBeUndefined()
  },
)
