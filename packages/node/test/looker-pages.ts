import {
  finishAuthorization,
  readAuthorizationAnswer,
  type Session,
  startAuthorization,
} from '../src/index.js'

/** What a person does on Looker's pages: chooses the user, allows the application. Resolves to the address that the browser comes back to. */
export async function allowOnPages(url: string, userId: string): Promise<string> {
  const cookies = new Map<string, string>()
  const request = async (at: string, body?: URLSearchParams): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const init = { method: body === undefined ? 'GET' : 'POST', ...(body && { body }) }
    const response = await fetch(at, { ...init, headers: { cookie }, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    return location?.startsWith('/') ? request(new URL(location, at).href) : response
  }
  const press = async (page: Response, action: string, fields = {}): Promise<Response> => {
    const [, form_token = ''] = /name="form_token" value="([^"]+)"/.exec(await page.text()) ?? []
    return request(page.url, new URLSearchParams({ form_token, action, ...fields }))
  }
  const consent = await press(await request(url), 'choose', { user_id: userId })
  const location = (await press(consent, 'allow')).headers.get('location')
  if (location === null) throw new Error('The pages sent the person nowhere.')
  return location
}

/** A whole sign-in, as a server does it. Returns its secrets. */
export async function signIn(
  session: Session,
  userId: string,
): Promise<{ code: string; codeVerifier: string }> {
  const { url, state, codeVerifier } = await startAuthorization(session)
  const answer = readAuthorizationAnswer(new URL(await allowOnPages(url, userId)))
  if (answer?.kind !== 'code' || answer.state !== state) throw new Error('No code came back.')
  await finishAuthorization(session, { code: answer.code, codeVerifier })
  return { code: answer.code, codeVerifier }
}

/** Whom a session acts for, as Looker says. */
export async function whoIs(session: Session): Promise<unknown> {
  const user = (await (await session.fetch('/user')).json()) as { id?: unknown }
  return user.id
}
