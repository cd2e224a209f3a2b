import type { Context, Handler } from 'hono'
import type { AppTypes, World } from '../../app/world'
import { json } from '../../http/answers'
import { formOf, jsonOf, mediaType } from '../../http/request-body'
import { isRecord } from '../../input/check'
import { challengeOf } from '../../oauth/pkce'
import type { SignIn } from '../../oauth/sign-in'
import type { LiveToken } from '../../tokens/tokens'
import { oauthAccessToken } from '../access-token'

/** Error codes of RFC 6749, section 5.2, that are answered here. */
type TokenError = 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type'

type Fields = Readonly<Record<string, string>>

/** What a grant comes to: an access token, and the refresh token to answer beside it. */
interface Granted {
  readonly accessToken: LiveToken
  readonly refreshToken: string | undefined
}

interface GrantType {
  readonly fields: readonly string[]
  readonly counts: 'token_code' | 'token_refresh'
  /** Undefined: invalid_grant. */
  spend(world: World, fields: Fields): Promise<Granted | undefined>
}

const refused = (error: TokenError, error_description: string): Response =>
  json(400, { error, error_description }, { 'cache-control': 'no-store' })

const accessTokenOf = ({ tokens }: World, signIn: SignIn): LiveToken => tokens.grant(signIn.user, { signIn })

/** A code is gone at its first use, whatever comes of it. */
async function spendCode(world: World, fields: Fields): Promise<Granted | undefined> {
  const { oauth, settings } = world
  const challenge = await challengeOf(fields.code_verifier ?? '', settings.hexVerifier)
  // From here on nothing is awaited: what ends a code ends it before or after, never in between.
  const grant = oauth.codes.take(fields.code ?? '')
  if (!grant || grant.signIn.app.clientGuid !== fields.client_id) return undefined
  if (grant.redirectUri !== fields.redirect_uri) return undefined
  if (grant.challenge !== challenge) return undefined
  const { signIn } = grant
  const refreshToken = settings.grantsRefreshToken ? oauth.refreshTokens.add({ signIn }) : undefined
  return { accessToken: accessTokenOf(world, signIn), refreshToken }
}

async function spendRefreshToken(world: World, fields: Fields): Promise<Granted | undefined> {
  const { refreshTokens } = world.oauth
  const { refreshTokenRotation, repeatsRefreshToken } = world.settings
  const token = fields.refresh_token ?? ''
  const signIn = refreshTokens.find(token)?.signIn
  if (!signIn || signIn.app.clientGuid !== fields.client_id) return undefined
  const accessToken = accessTokenOf(world, signIn)
  if (!refreshTokenRotation) return { accessToken, refreshToken: repeatsRefreshToken ? token : undefined }
  refreshTokens.take(token)
  return { accessToken, refreshToken: refreshTokens.add({ signIn }) }
}

const GRANT_TYPES: Readonly<Record<string, GrantType>> = {
  authorization_code: {
    fields: ['client_id', 'redirect_uri', 'code', 'code_verifier'],
    counts: 'token_code',
    spend: spendCode,
  },
  refresh_token: {
    fields: ['client_id', 'refresh_token'],
    counts: 'token_refresh',
    spend: spendRefreshToken,
  },
}

/** The official Python SDK sends JSON without a Content-Type. */
const isJson = (type: string, text: string): boolean =>
  type === 'application/json' || (type === '' && text.startsWith('{'))

/** The fields of a JSON or form body; undefined when one is there twice, or is no text. */
function fieldsOf(context: Context<AppTypes>): Fields | undefined {
  const type = context.req.header('content-type')
  const { bodyText } = context.env
  if (!isJson(mediaType(type), bodyText)) {
    const form = formOf(type, bodyText)
    const fields = Object.fromEntries(form)
    return Object.keys(fields).length === form.size ? fields : undefined
  }
  const value = jsonOf(bodyText)
  const isFields = isRecord(value) && Object.values(value).every(item => typeof item === 'string')
  return isFields ? (value as Fields) : undefined
}

/** POST /api/token: a code, or a refresh token, becomes an access token. */
export function token(world: World): Handler<AppTypes> {
  return async context => {
    const fields = fieldsOf(context)
    if (!fields) return refused('invalid_request', 'The body must be a form or a JSON object of strings')
    const { grant_type } = fields
    if (!grant_type) return refused('invalid_request', 'grant_type is missing')
    const grantType = Object.hasOwn(GRANT_TYPES, grant_type) ? GRANT_TYPES[grant_type] : undefined
    if (!grantType) {
      const known = Object.keys(GRANT_TYPES).join(' or ')
      return refused('unsupported_grant_type', `grant_type must be ${known}`)
    }
    const missing = grantType.fields.filter(name => !fields[name])
    if (missing.length > 0) return refused('invalid_request', `${missing.join(', ')} missing`)
    if (!world.oauth.apps.enabled(fields.client_id ?? '')) {
      return refused('invalid_client', 'client_id names no enabled OAuth client app')
    }
    const granted = await grantType.spend(world, fields)
    if (!granted) return refused('invalid_grant', DEAD[grantType.counts])
    world.stats.count(grantType.counts)
    return oauthAccessToken(context, world, granted.accessToken, granted.refreshToken)
  }
}

const DEAD = {
  token_code: 'The code is unknown, used, expired, or was issued for another request',
  token_refresh: 'The refresh token is unknown, used, expired, ended, or of another client',
}
