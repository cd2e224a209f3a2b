import type { World } from '../../app/world'
import type { EmbedSession } from '../../embed/embed-sessions'
import { noContent } from '../../http/answers'
import { aString, aText, type Fields } from '../../input/check'
import { withBody } from '../../operations/json-body'
import type { Call, Operation } from '../../operations/operation'
import { notFound, type Refused, refused, shown } from '../../operations/result'
import { credentialsOf, type LiveToken } from '../../tokens/tokens'
import { forEmbedAdmins, missingUser } from './embed-admins'
import {
  definedUser,
  type EmbedUserFields,
  embedUserFields,
  lengthSeconds,
  originOf,
  orNull,
  type SessionFields,
  sessionFields,
} from './embed-fields'

const PATH = '/embed/cookieless_session'
const VERSIONS = ['4.0'] as const

const acquireFields: Fields = {
  ...sessionFields,
  ...embedUserFields,
  session_reference_token: { check: orNull(aString) },
}

interface AcquireBody extends SessionFields, EmbedUserFields {
  readonly session_reference_token?: string | null
}

const generateFields: Fields = {
  session_reference_token: { check: aText, required: true },
  navigation_token: { check: orNull(aString) },
  api_token: { check: orNull(aString) },
}

interface GenerateBody {
  readonly session_reference_token: string
  readonly navigation_token?: string | null
  readonly api_token?: string | null
}

const userAgentOf = ({ context }: Call): string => context.req.header('user-agent') ?? ''

/** Why a living session is not the caller's to use. */
function refuseSession(call: Call, caller: LiveToken, session: EmbedSession): Refused | undefined {
  if (session.credentials !== credentialsOf(caller)) return notFound()
  if (session.userAgent === userAgentOf(call)) return undefined
  return refused(400, 'The User-Agent is not the one that made the session')
}

/** New tokens for the pages of a session. */
function pair({ embed }: World, session: EmbedSession) {
  const navigation = embed.give(session, 'navigation')
  const api = embed.give(session, 'api')
  return {
    navigation_token: navigation.token,
    navigation_token_ttl: navigation.ttl,
    api_token: api.token,
    api_token_ttl: api.ttl,
    session_reference_token: session.referenceToken,
    session_reference_token_ttl: embed.ttl(session.expiresAtMs),
  }
}

/** A new session of the user whom the body defines. */
function beginSession(call: Call, caller: LiveToken, body: AcquireBody): EmbedSession | Refused {
  const { directory, embed, stats } = call.world
  if (!body.external_user_id) return missingUser()
  const user = definedUser(directory, body.external_user_id, body)
  if (!user) return notFound()
  stats.count('embed_sessions')
  return embed.begin({
    userId: user.id,
    kind: 'cookieless',
    credentials: credentialsOf(caller),
    userAgent: userAgentOf(call),
    embedDomain: originOf(body.embed_domain),
    lengthSeconds: lengthSeconds(body),
  })
}

/** POST /embed/cookieless_session/acquire: makes a session, or joins the living one of a reference token. */
export const acquireEmbedSession: Operation = {
  id: 'acquire_embed_cookieless_session',
  method: 'post',
  path: `${PATH}/acquire`,
  versions: VERSIONS,
  describes: {
    tag: 'Auth',
    summary: 'Create Acquire cookieless embed session',
    body: 'EmbedCookielessSessionAcquire',
    success: 'EmbedCookielessSessionAcquireResponse',
  },
  perform: forEmbedAdmins((call, caller) =>
    withBody<AcquireBody>(call, acquireFields, true, body => {
      const { embed, stats } = call.world
      const known = embed.find(body.session_reference_token ?? '')
      const refusal = known && refuseSession(call, caller, known)
      if (refusal) return refusal
      const session = known ?? beginSession(call, caller, body)
      if (session.kind === 'refused') return session
      if (known) stats.count('embed_joins')
      const authentication = embed.give(session, 'authentication')
      return shown({
        authentication_token: authentication.token,
        authentication_token_ttl: authentication.ttl,
        ...pair(call.world, session),
      })
    }),
  ),
}

/** PUT /embed/cookieless_session/generate_tokens: new tokens for those that were given out. An ended session is no error. */
export const generateEmbedTokens: Operation = {
  id: 'generate_tokens_for_cookieless_session',
  method: 'put',
  path: `${PATH}/generate_tokens`,
  versions: VERSIONS,
  describes: {
    tag: 'Auth',
    summary: 'Generate tokens for cookieless embed session',
    body: 'EmbedCookielessSessionGenerateTokens',
    success: 'EmbedCookielessSessionGenerateTokensResponse',
  },
  perform: forEmbedAdmins((call, caller) =>
    withBody<GenerateBody>(call, generateFields, true, body => {
      const { embed, stats } = call.world
      const { session_reference_token, navigation_token, api_token } = body
      const session = embed.find(session_reference_token)
      if (!session) {
        stats.count('embed_generates')
        return shown({
          navigation_token_ttl: 0,
          api_token_ttl: 0,
          session_reference_token,
          session_reference_token_ttl: 0,
        })
      }
      const refusal = refuseSession(call, caller, session)
      if (refusal) return refusal
      if (embed.check('navigation', navigation_token ?? '')?.session !== session)
        return refused(400, 'navigation_token is not a valid token of the session')
      if (embed.check('api', api_token ?? '')?.session !== session)
        return refused(400, 'api_token is not a valid token of the session')
      stats.count('embed_generates')
      return shown(pair(call.world, session))
    }),
  ),
}

/** DELETE /embed/cookieless_session/{session_reference_token}: ends the session with all of its tokens. */
export const deleteEmbedSession: Operation = {
  id: 'delete_embed_cookieless_session',
  method: 'delete',
  path: `${PATH}/:session_reference_token`,
  versions: VERSIONS,
  describes: { tag: 'Auth', summary: 'Delete cookieless embed session', success: 'nothing' },
  perform: forEmbedAdmins(({ context, world }, caller) => {
    const session = world.embed.find(context.req.param('session_reference_token') ?? '')
    if (session?.credentials !== credentialsOf(caller)) return notFound()
    world.embed.end(session)
    world.stats.count('embed_deletes')
    return noContent()
  }),
}
