import { callerOf } from '../../app/authenticate'
import { requiresAuthentication } from '../../http/answers'
import { aText, type Fields } from '../../input/check'
import { withBody } from '../../operations/json-body'
import type { Call, Operation } from '../../operations/operation'
import { notFound, type Result, shown, validationFailed } from '../../operations/result'
import { credentialsOf, type LiveToken } from '../../tokens/tokens'
import type { User } from '../../users/directory'
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

const VERSIONS = ['4.0'] as const

const meFields: Fields = { ...sessionFields, target_url: { check: aText, required: true } }
const ssoFields: Fields = { ...meFields, ...embedUserFields, secret_id: { check: orNull(aText) } }

interface MeBody extends SessionFields {
  readonly target_url: string
}
type SsoBody = MeBody & EmbedUserFields

/** Where the emulator's pages are, for who made this request. */
const webUrlOf = ({ context, world }: Call): URL =>
  new URL(world.places.urlsFor(new URL(context.req.url).origin, context.env.serving).web)

/** The path and query of the target's embedded form; undefined if it is elsewhere than here. */
function embedPath(call: Call, targetUrl: string): string | undefined {
  if (!URL.canParse(targetUrl)) return undefined
  const target = new URL(targetUrl)
  const hosts = [webUrlOf(call).host, new URL(call.context.req.url).host]
  if (!/^https?:$/.test(target.protocol) || !hosts.includes(target.host)) return undefined
  const path = target.pathname.startsWith('/embed/') ? target.pathname : `/embed${target.pathname}`
  return path + target.search
}

/** Answers a URL that leads to the page once, as the user. */
function signedUrl(
  call: Call,
  caller: LiveToken,
  body: MeBody & EmbedUserFields,
  userOf: () => User | Result,
): Result {
  const path = embedPath(call, body.target_url)
  if (path === undefined) {
    const message = "target_url must be an http or https URL on the emulator's own host"
    return validationFailed([{ field: 'target_url', code: 'invalid', message }])
  }
  const user = userOf()
  if (!('credentials' in user)) return user
  const { embed, stats } = call.world
  const named = body.embed_domain ?? new URL(path, webUrlOf(call)).searchParams.get('embed_domain')
  const session = {
    userId: user.id,
    kind: 'signed',
    credentials: credentialsOf(caller),
    userAgent: undefined,
    embedDomain: originOf(named),
    lengthSeconds: lengthSeconds(body),
  } as const
  stats.count('embed_urls')
  const url = new URL(`/login/embed/${encodeURIComponent(path)}`, webUrlOf(call))
  url.searchParams.set('signature', embed.sign(session, path))
  return shown({ url: url.href })
}

/** POST /embed/sso_url: a URL that shows a page as an embed user. */
export const createSsoEmbedUrl: Operation = {
  id: 'create_sso_embed_url',
  method: 'post',
  path: '/embed/sso_url',
  versions: VERSIONS,
  describes: {
    tag: 'Auth',
    summary: 'Create Signed Embed Url',
    body: 'EmbedSsoParams',
    success: 'EmbedUrlResponse',
  },
  perform: forEmbedAdmins((call, caller) =>
    withBody<SsoBody>(call, ssoFields, true, body => {
      const { external_user_id: externalUserId } = body
      if (!externalUserId) return missingUser()
      return signedUrl(
        call,
        caller,
        body,
        () => definedUser(call.world.directory, externalUserId, body) ?? notFound(),
      )
    }),
  ),
}

/** POST /embed/token_url/me: a URL that shows a page as the caller. */
export const createEmbedUrlAsMe: Operation = {
  id: 'create_embed_url_as_me',
  method: 'post',
  path: '/embed/token_url/me',
  versions: VERSIONS,
  describes: {
    tag: 'Auth',
    summary: 'Create Embed URL',
    body: 'EmbedParams',
    success: 'EmbedUrlResponse',
  },
  perform(call) {
    const caller = callerOf(call.context, call.world)
    if (!caller) return requiresAuthentication()
    return withBody<MeBody>(call, meFields, true, body => signedUrl(call, caller, body, () => caller.user))
  },
}
