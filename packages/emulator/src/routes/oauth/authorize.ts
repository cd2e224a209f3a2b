import type { Context, Handler } from 'hono'
import { generateCookie, getCookie } from 'hono/cookie'
import type { AppTypes, World } from '../../app/world'
import { formOf } from '../../http/request-body'
import { type AuthorizeRequest, readAuthorizeRequest, returnUrl } from '../../oauth/authorize-request'
import { pageAnswer, redirect } from '../../oauth/pages/page-answer'
import { nextStep } from '../../oauth/pages/page-flow'
import { consentPage, errorPage, signInPage, staleFormPage } from '../../oauth/pages/pages'
import type { WebSession } from '../../oauth/pages/web-sessions'

type Valid = AuthorizeRequest & { kind: 'valid' }

const searchOf = (context: Context<AppTypes>): string => new URL(context.req.url).search

const readRequest = (context: Context<AppTypes>, world: World): AuthorizeRequest =>
  readAuthorizeRequest(new URLSearchParams(searchOf(context)), world.oauth.apps, world.settings)

const sessionOf = (context: Context<AppTypes>, { oauth }: World): WebSession | undefined =>
  oauth.webSessions.find(getCookie(context, oauth.webSessions.cookieName))

const cookieOf = (context: Context<AppTypes>, { oauth }: World, session: WebSession): string =>
  generateCookie(oauth.webSessions.cookieName, session.id, {
    path: '/auth',
    httpOnly: true,
    sameSite: 'Lax',
    secure: new URL(context.req.url).protocol === 'https:',
  })

/** What cannot be shown as a page of the flow: an error page, or the error on its way back to the application. */
function answerTo(
  request: Exclude<AuthorizeRequest, Valid>,
  status: 302 | 303,
): Response | Promise<Response> {
  if (request.kind === 'untrusted') {
    return pageAnswer({ status: 400, title: 'Error', content: errorPage(request.problem) })
  }
  const { error, description: error_description } = request
  return redirect(status, returnUrl(request.to, { error, error_description }))
}

/** GET /auth: the sign-in page, or the consent page for whom the cookie remembers. */
export function authorize(world: World): Handler<AppTypes> {
  return context => {
    const request = readRequest(context, world)
    if (request.kind !== 'valid') return answerTo(request, 302)
    const known = sessionOf(context, world)
    const session = known ?? world.oauth.webSessions.begin()
    const { app, redirectUri } = request.to
    const { user, formToken } = session
    return pageAnswer({
      status: 200,
      title: user ? 'Allow access' : 'Sign in',
      content: user
        ? consentPage(request.to, user, formToken)
        : signInPage(app, world.directory.people, formToken),
      returnsTo: redirectUri,
      cookie: known ? undefined : cookieOf(context, world, session),
    })
  }
}

/** POST /auth: what a person did on a page. */
export function authorizeAction(world: World): Handler<AppTypes> {
  return context => {
    const request = readRequest(context, world)
    if (request.kind !== 'valid') return answerTo(request, 303)
    const form = formOf(context.req.header('content-type'), context.env.bodyText)
    const session = sessionOf(context, world)
    if (!session || form.get('form_token') !== session.formToken) {
      const content = staleFormPage(`/auth${searchOf(context)}`)
      return pageAnswer({ status: 403, title: 'Start again', content })
    }
    return perform(context, world, request, session, form)
  }
}

function perform(
  context: Context<AppTypes>,
  world: World,
  { to, challenge }: Valid,
  session: WebSession,
  form: URLSearchParams,
): Response | Promise<Response> {
  const { webSessions, codes } = world.oauth
  const again = (now?: WebSession) =>
    redirect(303, `/auth${searchOf(context)}`, now && cookieOf(context, world, now))
  const { user } = session
  switch (nextStep(user ? 'consent' : 'sign_in', form.get('action') ?? '')) {
    case 'consent': {
      const chosen = world.directory.people.find(({ id }) => id === form.get('user_id'))
      if (!chosen) {
        const problem = 'This user cannot sign in here.'
        const content = signInPage(to.app, world.directory.people, session.formToken, problem)
        return pageAnswer({ status: 403, title: 'Sign in', content, returnsTo: to.redirectUri })
      }
      world.stats.count('sign_in')
      return again(webSessions.begin(chosen, session))
    }
    case 'sign_in':
      return again(webSessions.begin(undefined, session))
    case 'denied': {
      world.stats.count('authorize_denied')
      const error_description = 'The user did not allow it'
      return redirect(303, returnUrl(to, { error: 'access_denied', error_description }))
    }
    case 'granted': {
      if (!user) return again()
      world.stats.count('authorize')
      const { app, redirectUri } = to
      app.activatedUserIds.add(user.id)
      const code = codes.add({ signIn: { user, app }, redirectUri, challenge })
      return redirect(303, returnUrl(to, { code }))
    }
    case undefined:
      return again()
  }
}
