import type { Context, Handler } from 'hono'
import { callerOf } from '../app/authenticate'
import type { AppTypes, World } from '../app/world'
import {
  type InvalidField,
  json,
  noContent,
  notFound,
  refusal,
  requiresAuthentication,
  validationFailed,
} from '../http/answers'
import { jsonOf } from '../http/request-body'
import { type Fields, isRecord } from '../input/check'
import {
  clientAppFields,
  type OauthClientApp,
  type WritableApp,
  wireApp,
  writableFields,
  write,
} from '../oauth/client-app'

type AppContext = Context<AppTypes>
type Work = (context: AppContext) => Response

/** Only admins get to the applications; for others there are none. */
const forAdmins =
  (world: World, work: Work): Handler<AppTypes> =>
  context => {
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    return caller.user.isAdmin ? work(context) : notFound()
  }

const guidOf = (context: AppContext): string => context.req.param('client_guid') ?? ''

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

/** The fields that the body sets, or why they are refused. Fields that cannot be set are passed over. */
function readFields(context: AppContext, isWhole: boolean): Partial<WritableApp> | Response {
  const body = jsonOf(context.env.bodyText)
  if (!isRecord(body)) return refusal(400, 'The body must be a JSON object')
  const invalid = invalidFields(body, writableFields, isWhole)
  return invalid.length > 0 ? validationFailed(invalid) : body
}

function answer(world: World, app: OauthClientApp): Response {
  world.stats.count('oauth_client_apps')
  return json(200, wireApp(app))
}

/** GET /oauth_client_apps */
export const listClientApps = (world: World): Handler<AppTypes> =>
  forAdmins(world, () => {
    world.stats.count('oauth_client_apps')
    return json(200, world.oauth.apps.all.map(wireApp))
  })

/** GET /oauth_client_apps/{client_guid} */
export const readClientApp = (world: World): Handler<AppTypes> =>
  forAdmins(world, context => {
    const app = world.oauth.apps.get(guidOf(context))
    return app ? answer(world, app) : notFound()
  })

/** POST /oauth_client_apps/{client_guid} registers an application. */
export const registerClientApp = (world: World): Handler<AppTypes> =>
  forAdmins(world, context => {
    const client_guid = guidOf(context)
    const fields = readFields(context, true)
    if (fields instanceof Response) return fields
    if (clientAppFields.client_guid?.check(client_guid)) return refusal(400, 'The client_guid is too long')
    if (world.oauth.apps.get(client_guid)) return refusal(409, 'The client_guid is taken')
    return answer(world, world.oauth.apps.register({ ...(fields as WritableApp), client_guid }))
  })

/** PATCH /oauth_client_apps/{client_guid} changes the fields that are given. Disabling it ends what it was granted. */
export const updateClientApp = (world: World): Handler<AppTypes> =>
  forAdmins(world, context => {
    const app = world.oauth.apps.get(guidOf(context))
    if (!app) return notFound()
    const fields = readFields(context, false)
    if (fields instanceof Response) return fields
    write(app, fields)
    if (!app.enabled) endGrantsOf(world, app)
    return answer(world, app)
  })

/** DELETE /oauth_client_apps/{client_guid} */
export const deleteClientApp = (world: World): Handler<AppTypes> =>
  forAdmins(world, context => {
    const app = world.oauth.apps.get(guidOf(context))
    if (!app) return notFound()
    world.oauth.apps.delete(app)
    endGrantsOf(world, app)
    world.stats.count('oauth_client_apps')
    return noContent()
  })

function endGrantsOf({ oauth, tokens }: World, app: OauthClientApp): void {
  const isOfApp = (signIn: { readonly app: OauthClientApp }) => signIn.app === app
  oauth.codes.endOf(isOfApp)
  oauth.refreshTokens.endOf(isOfApp)
  tokens.endOf(isOfApp)
}
