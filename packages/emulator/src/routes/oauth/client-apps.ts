import { noContent } from '../../http/answers'
import {
  clientAppFields,
  type OauthClientApp,
  type WritableApp,
  writableFields,
  write,
} from '../../oauth/client-app'
import { withBody } from '../../operations/json-body'
import { type Call, FIELDS, type Operation } from '../../operations/operation'
import { type Result, refused, shown } from '../../operations/result'
import { appOf, endGrants, forAdmins, guidOf, wireApp } from './client-app-access'

const PATH = '/oauth_client_apps'
const APP_PATH = `${PATH}/:client_guid`
const VERSIONS = ['4.0'] as const

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
    withBody<WritableApp>(call, writableFields, true, fields => {
      const client_guid = guidOf(call)
      const { apps } = call.world.oauth
      if (clientAppFields.client_guid?.check(client_guid)) return refused(400, 'The client_guid is too long')
      if (apps.get(client_guid)) return refused(409, 'The client_guid is taken')
      return show(call, apps.register({ ...fields, client_guid }))
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
      withBody<Partial<WritableApp>>(call, writableFields, false, fields => {
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
