import type { World } from '../app/world'
import { EmulatorInputError } from '../input/input-error'
import { readAuthorizeRequest, returnUrl } from './authorize-request'

/** What a person does on the pages of /auth, as a test says it. */
export interface Decision {
  /** The address that an application sends the person to. */
  readonly url: string
  /** Who signs in. */
  readonly user_id: string | number
  /** Whether they let the application in. Default true. */
  readonly allow?: boolean | undefined
}

export type Authorize = (decision: Decision) => string

/** Signs a person in as the pages do, without the pages. */
export function createAuthorize({ oauth, directory, settings, stats }: World): Authorize {
  return ({ url, user_id, allow = true }) => {
    const query = new URL(url).searchParams
    const request = readAuthorizeRequest(query, oauth.apps, settings)
    if (request.kind === 'untrusted') throw new EmulatorInputError('Nobody can go on', [request.problem])
    if (request.kind === 'refused') {
      const { error, description: error_description } = request
      return returnUrl(request.to, { error, error_description })
    }
    const user = directory.people.find(({ id }) => id === String(user_id))
    if (!user) throw new EmulatorInputError('Nobody can go on', [`user ${user_id} cannot sign in`])
    stats.count('sign_in')
    if (!allow) {
      stats.count('authorize_denied')
      const error_description = 'The user did not allow it'
      return returnUrl(request.to, { error: 'access_denied', error_description })
    }
    stats.count('authorize')
    const { app, redirectUri } = request.to
    const { challenge } = request
    app.activatedUserIds.add(user.id)
    const code = oauth.codes.add({ signIn: { user, app }, redirectUri, challenge })
    return returnUrl(request.to, { code })
  }
}
