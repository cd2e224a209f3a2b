// The page of an application that signs its users in to several Looker instances, over one redirect URI.
import { AuthError, createSession, oauthGrant } from '../../src/index'

const redirectUri = `${location.origin}/signed-in`

const kit = {
  sessions: (JSON.parse(document.documentElement.dataset.instances ?? '[]') as [string, string][]).map(
    ([baseUrl, webUrl]) =>
      createSession({ baseUrl, grant: oauthGrant({ clientId: 'app', redirectUri, webUrl }) }),
  ),
  signIn: (index: number) => kit.sessions[index]?.signIn({ returnTo: `/${index}` }),
  /** What each session says of the address, asked in that order, and what the address was after each. */
  async complete(order: readonly number[]): Promise<readonly (readonly [unknown, string])[]> {
    const outcomes: (readonly [unknown, string])[] = []
    for (const index of order) {
      const outcome = await kit.sessions[index]?.completeSignIn().catch(codeOf)
      outcomes.push([outcome, location.search])
    }
    return outcomes
  },
  whoIs: (index: number) =>
    kit.sessions[index]
      ?.fetch('/user')
      .then(response => response.json())
      .then(({ id }) => id, codeOf),
}

function codeOf(error: unknown): string {
  return AuthError.is(error) ? error.code : String(error)
}

globalThis.instances = kit

declare global {
  var instances: typeof kit
}
