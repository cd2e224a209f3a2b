import { noContent } from '../../http/answers'
import { jsonOf } from '../../http/request-body'
import { type Fields, isRecord } from '../../input/check'
import {
  clientAppFields,
  type OauthClientApp,
  type WritableApp,
  writableFields,
  write,
} from '../../oauth/client-app'
import { type Call, FIELDS, type Operation } from '../../operations/operation'
import { type InvalidField, type Result, refused, shown, validationFailed } from '../../operations/result'
import { appOf, endGrants, forAdmins, guidOf, wireApp } from './client-app-access'

const PATH = '/oauth_client_apps'
const APP_PATH = `${PATH}/:client_guid`
const VERSIONS = ['4.0'] as const

function invalidFields(body: Record<string, unknown>, fields: Fields, isWhole: boolean): InvalidField[] {
  return Object.entries(fields).flatMap(([field, { check, required }]) => {
    const isAbsent = body[field] === undefined
    if (isAbsent) {
      const isMissing = isWhole && required
      return isMissing ? [{ field, code: 'missing_field', message: `${field} is missing` }] : []
    }
    const problem = check(body[field])
    return problem === undefined ? [] : [{ field, code: 'invalid', message: `${field} ${problem}` }]
  })
}

/** Passes on the fields that the body sets, or refuses them. Fields that cannot be set are passed over. */
function withFields(
  { context }: Call,
  isWhole: boolean,
  work: (fields: Partial<WritableApp>) => Result,
): Result {
  const body = jsonOf(context.env.bodyText)
  if (!isRecord(body)) return refused(400, 'The body must be a JSON object')
  const invalid = invalidFields(body, writableFields, isWhole)
  return invalid.length > 0 ? validationFailed(invalid) : work(body)
}

function show({ world }: Call, app: OauthClientApp): Result {
  world.stats.count('oauth_client_apps')
  return shown(wireApp(world, app))
}

export const listClientApps: Operation = {
  id: 'all_oauth_client_apps',
  method: 'get',
  path: PATH,
  versions: VERSIONS,
  describes: {
    tag: 'Auth',
    summary: 'Get All OAuth Client Apps',
    query: [FIELDS],
    success: ['OauthClientApp'],
  },
  perform: forAdmins(({ world }) => {
    world.stats.count('oauth_client_apps')
    return shown(world.oauth.apps.all.map(app => wireApp(world, app)))
  }),
}

export const readClientApp: Operation = {
  id: 'oauth_client_app',
  method: 'get',
  path: APP_PATH,
  versions: VERSIONS,
  describes: { tag: 'Auth', summary: 'Get OAuth Client App', query: [FIELDS], success: 'OauthClientApp' },
  perform: forAdmins(call => appOf(call, app => show(call, app))),
}

export const registerClientApp: Operation = {
  id: 'register_oauth_client_app',
  method: 'post',
  path: APP_PATH,
  versions: VERSIONS,
  describes: {
    tag: 'Auth',
    summary: 'Register OAuth App',
    query: [FIELDS],
    body: 'WriteOauthClientApp',
    success: 'OauthClientApp',
  },
  perform: forAdmins(call =>
    withFields(call, true, fields => {
      const client_guid = guidOf(call)
      const { apps } = call.world.oauth
      if (clientAppFields.client_guid?.check(client_guid)) return refused(400, 'The client_guid is too long')
      if (apps.get(client_guid)) return refused(409, 'The client_guid is taken')
      return show(call, apps.register({ ...(fields as WritableApp), client_guid }))
    }),
  ),
}

/** Changes the fields that are given. Disabling an app ends what it was granted. */
export const updateClientApp: Operation = {
  id: 'update_oauth_client_app',
  method: 'patch',
  path: APP_PATH,
  versions: VERSIONS,
  describes: {
    tag: 'Auth',
    summary: 'Update OAuth App',
    query: [FIELDS],
    body: 'WriteOauthClientApp',
    success: 'OauthClientApp',
  },
  perform: forAdmins(call =>
    appOf(call, app =>
      withFields(call, false, fields => {
        write(app, fields)
        if (!app.enabled) endGrants(call.world, app)
        return show(call, app)
      }),
    ),
  ),
}

export const deleteClientApp: Operation = {
  id: 'delete_oauth_client_app',
  method: 'delete',
  path: APP_PATH,
  versions: VERSIONS,
  describes: { tag: 'Auth', summary: 'Delete OAuth Client App', success: 'nothing' },
  perform: forAdmins(call =>
    appOf(call, app => {
      call.world.oauth.apps.delete(app)
      endGrants(call.world, app)
      call.world.stats.count('oauth_client_apps')
      return noContent()
    }),
  ),
}
