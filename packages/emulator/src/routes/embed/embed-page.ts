import type { Context, Handler } from 'hono'
import { parseAuthorization } from '../../app/authenticate'
import type { AppTypes, World } from '../../app/world'
import type { EmbedSession } from '../../embed/embed-sessions'
import { embedErrorPage, embedPage, embedRedirect } from '../../embed/pages/embed-pages'
import { json } from '../../http/answers'
import { displayName } from '../../users/directory'
import { visibleDashboards } from '../dashboards'
import { originOf } from './embed-fields'

const NAVIGATION = 'embed_navigation_token'
const RENEW_BELOW_SECONDS = 60

/** Why this browser may not open a page of the session. */
function problemOf(context: Context<AppTypes>, session: EmbedSession | undefined): string | undefined {
  if (!session) return `The ${NAVIGATION} is unknown or has expired, or its session is over`
  if (!session.isEntered) return 'No authentication token of the session was used yet'
  const userAgent = context.req.header('user-agent') ?? ''
  if (session.userAgent === undefined || session.userAgent === userAgent) return undefined
  return 'The User-Agent of this browser is not the one that made the session'
}

/** GET /login/embed/{target}: uses up an authentication token or a signature, and goes on to the target, a path with its query. */
export function embedLogin({ embed }: World): Handler<AppTypes> {
  return context => {
    const target = context.req.param('target') ?? ''
    if (!target.startsWith('/embed/')) return embedErrorPage(404, 'The target is no embedded page')
    const url = new URL(target, context.req.url)
    const { signature, embed_authentication_token: authentication = '' } = context.req.query()
    if (signature !== undefined) {
      const signed = embed.redeem(signature, target)
      if (!signed) return embedErrorPage(401, 'This URL was used, has expired, or was changed')
      url.searchParams.set(NAVIGATION, embed.give(signed, 'navigation').token)
      return embedRedirect(url.pathname + url.search)
    }
    const session = embed.enter(authentication)
    if (!session) return embedErrorPage(401, 'The embed_authentication_token is unknown, used or expired')
    const navigation = embed.check('navigation', url.searchParams.get(NAVIGATION) ?? '')
    if (navigation?.session !== session)
      return embedErrorPage(401, `The ${NAVIGATION} is no valid token of the session`)
    const problem = problemOf(context, session)
    return problem === undefined ? embedRedirect(url.pathname + url.search) : embedErrorPage(403, problem)
  }
}

/** GET /embed/dashboards/{id}: the page, for who comes with a navigation token of a session. */
export function embeddedDashboard({ embed, settings, stats }: World): Handler<AppTypes> {
  return context => {
    const { [NAVIGATION]: navigation = '', embed_domain: named } = context.req.query()
    const session = embed.check('navigation', navigation)?.session
    const problem = problemOf(context, session)
    if (!session || problem !== undefined) return embedErrorPage(401, problem ?? '')
    stats.count('embed_pages')
    return embedPage({
      dashboardId: context.req.param('dashboard_id') ?? '',
      host: session.embedDomain ?? originOf(named),
      embedDomain: session.embedDomain,
      release: settings.release,
      renewBelowSeconds: Math.min(RENEW_BELOW_SECONDS, settings.embedTokenLifetimeSeconds / 2),
      apiToken: session.kind === 'signed' ? embed.give(session, 'api').token : undefined,
    })
  }
}

/** GET /embed/content/dashboards/{id}: what the page shows, for who has an API token of a session. */
export function embedContent(world: World): Handler<AppTypes> {
  const { embed, directory, stats } = world
  return context => {
    const token = parseAuthorization(context.req.header('authorization'))?.token ?? ''
    const found = embed.check('api', token)
    const user = found && directory.user(found.session.userId)
    if (!user) {
      const isOver = embed.isOfEndedSession(token)
      const message = isOver ? 'The session is over' : 'The api_token is unknown or has expired'
      return json(401, { message, ...(isOver && { session_ttl: 0 }) })
    }
    const id = context.req.param('dashboard_id')
    const dashboard = visibleDashboards(world, user).find(visible => visible.id === id)
    if (!dashboard) return json(404, { message: 'The user may see no such dashboard' })
    stats.count('embed_contents')
    return json(200, {
      user: {
        id: user.id,
        display_name: displayName(user),
        external_user_id: user.credentials.embed ?? null,
      },
      dashboard: { id: dashboard.id, title: dashboard.title },
      api_token_ttl: found.ttl,
      session_ttl: embed.ttl(found.session.expiresAtMs),
    })
  }
}
