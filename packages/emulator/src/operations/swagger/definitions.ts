import type { ApiVersion } from '../../release'
import type { ObjectName } from '../operation'

type Schema = Readonly<Record<string, unknown>>

const text = { type: 'string' }
const textOrNull = { type: 'string', 'x-nullable': true }
const flag = { type: 'boolean' }
const time = { type: 'string', format: 'date-time' }
const seconds = { type: 'integer', format: 'int64', 'x-nullable': true }
const flags = { type: 'object', additionalProperties: flag }

export const reference = (name: string): Schema => ({ $ref: `#/definitions/${name}` })
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const objectOf = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'object', properties })

/** Ids are integers in 3.x and strings in 4.0. */
export const idSchema = (version: ApiVersion): Schema =>
  version === '4.0' ? text : { type: 'integer', format: 'int64' }

const error = { message: text, documentation_url: { type: 'string', format: 'uri' } }

const writableApp = {
  redirect_uri: text,
  display_name: text,
  description: text,
  enabled: flag,
  group_id: textOrNull,
}

const embedParams = { session_length: seconds, force_logout_login: flag }
const texts = { ...listOf(text), 'x-nullable': true }

const embedUser = {
  external_user_id: textOrNull,
  first_name: textOrNull,
  last_name: textOrNull,
  user_timezone: textOrNull,
  permissions: texts,
  models: texts,
  group_ids: texts,
  external_group_id: textOrNull,
  user_attributes: {
    type: 'object',
    additionalProperties: {},
    'x-nullable': true,
  },
  embed_domain: textOrNull,
}

const embedPair = { navigation_token: textOrNull, api_token: textOrNull }
const embedPairTtls = {
  navigation_token_ttl: seconds,
  api_token_ttl: seconds,
  session_reference_token_ttl: seconds,
}

/** What 4.0 alone has. */
const onlyInFour = {
  Dashboard: objectOf({ can: flags, id: text, title: text, user_id: textOrNull }),
  WriteOauthClientApp: objectOf(writableApp),
  OauthClientApp: objectOf({
    can: flags,
    client_guid: text,
    ...writableApp,
    tokens_invalid_before: time,
    activated_users: listOf(reference('UserPublic')),
  }),
  EmbedCookielessSessionAcquire: objectOf({
    ...embedParams,
    ...embedUser,
    session_reference_token: textOrNull,
  }),
  EmbedCookielessSessionAcquireResponse: objectOf({
    authentication_token: textOrNull,
    authentication_token_ttl: seconds,
    ...embedPair,
    ...embedPairTtls,
    session_reference_token: textOrNull,
  }),
  EmbedCookielessSessionGenerateTokens: objectOf({ session_reference_token: text, ...embedPair }),
  EmbedCookielessSessionGenerateTokensResponse: objectOf({
    ...embedPair,
    ...embedPairTtls,
    session_reference_token: text,
  }),
  EmbedParams: objectOf({ target_url: text, ...embedParams }),
  EmbedSsoParams: objectOf({ target_url: text, ...embedParams, ...embedUser, secret_id: textOrNull }),
  EmbedUrlResponse: objectOf({ url: text }),
  CreateEmbedUserRequest: objectOf({ external_user_id: text }),
  UserPublic: objectOf({
    can: flags,
    id: text,
    first_name: text,
    last_name: text,
    display_name: textOrNull,
  }),
}

type Parts = 'ApiVersionElement' | 'Error' | 'PermissionSet' | 'ValidationError' | 'ValidationErrorDetail'
type InAllVersions = Exclude<ObjectName, keyof typeof onlyInFour>

/** The objects of one version, as swagger.json describes them. */
export function definitions(version: ApiVersion): Readonly<Record<string, Schema>> {
  const id = idSchema(version)
  const isFour = version === '4.0'
  const inAll: Readonly<Record<InAllVersions | Parts, Schema>> = {
    AccessToken: objectOf({
      access_token: text,
      token_type: text,
      expires_in: { type: 'integer', format: 'int64' },
      ...(isFour ? { refresh_token: textOrNull } : {}),
    }),
    ApiSession: objectOf({ can: flags, workspace_id: text, sudo_user_id: { ...id, 'x-nullable': true } }),
    WriteApiSession: objectOf({ workspace_id: text }),
    ApiVersion: objectOf({
      looker_release_version: text,
      current_version: reference('ApiVersionElement'),
      supported_versions: listOf(reference('ApiVersionElement')),
      api_server_url: text,
      web_server_url: text,
    }),
    ApiVersionElement: objectOf({ version: text, full_version: text, status: text, swagger_url: text }),
    User: objectOf({
      can: flags,
      id,
      first_name: textOrNull,
      last_name: textOrNull,
      display_name: textOrNull,
      email: textOrNull,
      role_ids: listOf(id),
      group_ids: listOf(id),
      is_disabled: flag,
      ...(isFour ? { is_service_account: flag } : {}),
    }),
    Role: objectOf({ can: flags, id, name: text, permission_set: reference('PermissionSet') }),
    PermissionSet: objectOf({
      can: flags,
      id,
      name: text,
      built_in: flag,
      all_access: flag,
      permissions: listOf(text),
    }),
    Error: objectOf(error),
    ValidationErrorDetail: objectOf({ field: text, code: text, ...error }),
    ValidationError: objectOf({ ...error, errors: listOf(reference('ValidationErrorDetail')) }),
  }
  return isFour ? { ...inAll, ...onlyInFour } : inAll
}
