import { finishAuthorization, type Session } from '../product.js'
import type { Application } from './application.js'
import type { FakeLooker } from './fake-looker.js'
import type { Party } from './party.js'

/** What login() is for an API key: a person first goes to Looker's pages, or signs in to the application. */
export async function signIn(
  { kind, group, ownId }: Party,
  session: Session,
  looker: FakeLooker,
  application: Application,
): Promise<void> {
  if (kind === 'backend') application.signIn(group)
  if (kind !== 'oauth') return session.login()
  const code = looker.oauth.authorize(ownId)
  await finishAuthorization(session, { code, codeVerifier: 'canary-verifier' })
}
