import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { ADMIN, clientOf, FORM, LOOKER_JSON, ORIGIN } from '../../../test/client'
import { createEmulator, type EmulatorOptions } from '../../index'
import type { ApiVersion } from '../../release'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly type?: string
}
interface Operation {
  readonly operationId: string
  readonly parameters: readonly Parameter[]
  readonly responses: Record<string, { schema?: object }>
}
interface Swagger {
  readonly info: Record<string, string>
  readonly basePath: string
  readonly host: string
  readonly schemes: string[]
  readonly paths: Record<string, Record<string, Operation>>
  readonly definitions: Record<string, object>
}

const read = async (version: ApiVersion, options: EmulatorOptions = {}, origin = ORIGIN) => {
  const emulator = createEmulator({ options })
  const response = await emulator.fetch(`${origin}/api/${version}/swagger.json`)
  return { emulator, response, swagger: (await response.json()) as Swagger }
}

const operationsOf = ({ paths }: Swagger) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

const IN_ALL = [
  ['delete', '/logout', 'logout'],
  ['get', '/session', 'session'],
  ['get', '/user', 'me'],
  ['get', '/users/credential/{credential_type}/{credential_id}', 'user_for_credential'],
  ['get', '/users/{user_id}', 'user'],
  ['get', '/users/{user_id}/roles', 'user_roles'],
  ['get', '/versions', 'versions'],
  ['patch', '/session', 'update_session'],
  ['post', '/login', 'login'],
  ['post', '/login/{user_id}', 'login_user'],
]
const APP = '/oauth_client_apps/{client_guid}'
const IN_FOUR = [
  ['get', '/dashboards/search', 'search_dashboards'],
  ['get', '/oauth_client_apps', 'all_oauth_client_apps'],
  ['get', APP, 'oauth_client_app'],
  ['post', APP, 'register_oauth_client_app'],
  ['patch', APP, 'update_oauth_client_app'],
  ['delete', APP, 'delete_oauth_client_app'],
  ['delete', `${APP}/tokens`, 'invalidate_tokens'],
  ['post', `${APP}/users/{user_id}`, 'activate_app_user'],
  ['delete', `${APP}/users/{user_id}`, 'deactivate_app_user'],
  ['post', '/users/embed_user', 'create_embed_user'],
  ['post', '/embed/cookieless_session/acquire', 'acquire_embed_cookieless_session'],
  ['put', '/embed/cookieless_session/generate_tokens', 'generate_tokens_for_cookieless_session'],
  ['delete', '/embed/cookieless_session/{session_reference_token}', 'delete_embed_cookieless_session'],
  ['post', '/embed/sso_url', 'create_sso_embed_url'],
  ['post', '/embed/token_url/me', 'create_embed_url_as_me'],
]

describe.each(['3.0', '3.1', '4.0'] as const)('GET /swagger.json of %s', version => {
  it('says without a token which API this is, on which release, and where', async () => {
    const { emulator, response, swagger } = await read(
      version,
      { release: '23.16' },
      'https://looker.test:19999',
    )
    expect([response.status, response.headers.get('content-type')]).toEqual([200, LOOKER_JSON])
    expect(swagger).toMatchObject({
      swagger: '2.0',
      info: { version: `${version}.23.16`, 'x-looker-release-version': '23.16' },
      basePath: `/api/${version}`,
      host: 'looker.test:19999',
      schemes: ['https'],
    })
    expect(emulator.stats).toMatchObject({ swagger: 1, refused: 0 })
  })

  it("describes the served operations under Looker's names", async () => {
    const found = operationsOf((await read(version)).swagger).map(({ method, path, operation }) => [
      method,
      path,
      operation.operationId,
    ])
    expect(found.sort()).toEqual([...IN_ALL, ...(version === '4.0' ? IN_FOUR : [])].sort())
  })

  it('describes each parameter of a path, by the type of its version', async () => {
    for (const { path, operation } of operationsOf((await read(version)).swagger)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const inPath = operation.parameters.filter(parameter => parameter.in === 'path')
      expect(inPath.map(({ name }) => name)).toEqual(named)
      const userId = inPath.find(({ name }) => name === 'user_id')
      if (userId) expect(userId.type).toBe(version === '4.0' ? 'string' : 'integer')
    }
  })

  it('refers to nothing that it does not define', async () => {
    const { swagger } = await read(version)
    const named = [...JSON.stringify(swagger).matchAll(/"#\/definitions\/(\w+)"/g)].map(
      ([, name = '']) => name,
    )
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter(name => !Object.hasOwn(swagger.definitions, name))).toEqual([])
  })

  it('describes each field of the answers', async () => {
    const { emulator, swagger } = await read(version)
    const ajv = new Ajv({ strict: false, formats: { int64: true, uri: true, 'date-time': true } })
    // Swagger 2.0 says by a word of its own that a value may be null, and lets each object have more fields than it describes.
    const strict = JSON.parse(JSON.stringify(swagger), (_, value) => {
      if (value?.['x-nullable']) return { ...value, type: [value.type, 'null'] }
      return value?.properties ? { ...value, additionalProperties: false } : value
    }) as Swagger
    const looker = clientOf(emulator, version)
    const token = await looker.login()
    const reads = operationsOf(strict).filter(({ method }) => method === 'get')
    for (const { path, operation } of reads) {
      const at = path
        .replace('{user_id}', '789')
        .replace('{client_guid}', 'emulator-app')
        .replace('{credential_type}/{credential_id}', 'embed/emil')
      const body = await (await looker.send('GET', at, token)).json()
      const schema = { ...operation.responses['200']?.schema, definitions: strict.definitions }
      const validate = ajv.compile(schema)
      validate(body)
      expect([at, validate.errors]).toEqual([at, null])
    }
    expect(reads).toHaveLength(version === '4.0' ? 9 : 6)
  })

  it('can be used to log in by its query parameters', async () => {
    const { emulator, swagger } = await read(version)
    const { parameters } = swagger.paths['/login']?.post ?? { parameters: [] }
    expect(parameters.map(parameter => [parameter.name, parameter.in])).toEqual([
      ['client_id', 'query'],
      ['client_secret', 'query'],
    ])
    const query = new URLSearchParams(ADMIN)
    const response = await emulator.fetch(`${ORIGIN}${swagger.basePath}/login?${query}`, {
      method: 'POST',
      headers: FORM,
    })
    expect(response.status).toBe(200)
  })
})

describe('the parameter associative in swagger.json', () => {
  it.each<[ApiVersion, string, string[]]>([
    ['3.0', '23.14', []],
    ['3.1', '23.14', ['associative']],
    ['4.0', '26.7', ['associative']],
    ['4.0', '26.8', []],
  ])('on %s of release %s: %j', async (version, release, names) => {
    const { swagger } = await read(version, { release })
    const parameters = swagger.paths['/login/{user_id}']?.post?.parameters ?? []
    expect(parameters.filter(parameter => parameter.in === 'query').map(({ name }) => name)).toEqual(names)
  })
})
