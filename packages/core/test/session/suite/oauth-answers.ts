import { oauthPages } from '../oauth-world.js'
import {
  AuthError,
  type ContractCase,
  check,
  equal,
  finishAuthorization,
  oauthGrant,
  readAuthorizationAnswer,
  startAuthorization,
} from '../product.js'
import { scene, type World } from '../world.js'

/** OAuth 2.0 with PKCE: which of Looker's redirects back count. */
export function oauthAnswerCases(): ContractCase[] {
  return [
    ...[
      'https://evil.example',
      'http://looker.test',
      'https://looker.test/other',
      'https://looker.test:9999',
      'https://looker.test@evil.example',
      'https://ada@looker.test',
      'https://looker.test?x',
      'https://looker.test#x',
      'looker.test',
      '',
    ].map(iss =>
      // @promise code-goes-to-its-issuer
      scene(
        `an answer of the issuer ${JSON.stringify(iss)} is refused, and its code goes nowhere`,
        async w => {
          const { finish } = await backFromLooker(w, `iss=${encodeURIComponent(iss)}`)
          equal(await w.code(finish()), 'state_mismatch', 'the code')
          equal(w.sent.length, 0, 'requests')
        },
      ),
    ),

    ...['https://looker.test', 'https://LOOKER.test:443/', 'https://pages.looker.test/'].map(iss =>
      scene(`an answer of the issuer ${iss}, which is the instance, is taken`, async w => {
        const { looker, finish } = await backFromLooker(w, `iss=${encodeURIComponent(iss)}`)
        await finish()
        equal(looker.state.identity.subject, '789', 'whom it is of')
      }),
    ),

    scene('an error that another issuer answers is refused as an answer of another issuer', async w => {
      const { finish } = await backFromLooker(w, 'error=access_denied&iss=https%3A%2F%2Fevil.example')
      equal(await w.code(finish()), 'state_mismatch', 'the code')
    }),

    scene('an error that Looker answers is what completing the sign-in throws', async w => {
      const { finish } = await backFromLooker(w, 'error=access_denied')
      equal(await w.code(finish()), 'access_denied', 'the code')
      equal(w.sent.length, 0, 'requests')
    }),

    ...['code', 'state', 'iss', 'error', 'error_description'].map(name =>
      // @promise code-goes-to-its-issuer
      scene(`an answer that repeats ${name} is refused, and its code goes nowhere`, async w => {
        const more = name === 'code' || name === 'state' ? `${name}=x` : `${name}=x&${name}=x`
        const { answer, finish } = await backFromLooker(w, more)
        check(answer.kind === 'error', 'it was read as an answer with a code')
        equal(await w.code(finish()), 'state_mismatch', 'the code')
        equal(w.sent.length, 0, 'requests')
      }),
    ),

    scene('an answer whose first code is empty is read, and refused', async () => {
      const answer = readAuthorizationAnswer(new URL('https://app.example/?code=&code=x&state=y'))
      check(answer?.kind === 'error' && AuthError.is(answer.error), 'it was not refused')
    }),

    scene('other parameters of an address may be there twice', async () => {
      const answer = readAuthorizationAnswer(new URL('https://app.example/?tab=1&tab=2&code=x&state=y'))
      equal(answer?.kind, 'code', 'what it is read as')
    }),
  ]
}

/** A session whose user is back from Looker's pages, at an address with these parameters added. */
async function backFromLooker(w: World, parameters: string) {
  const { page } = oauthPages(w)
  const client = { clientId: 'emulator-app', redirectUri: 'https://app.emulator.example/callback' }
  const looker = page({ grant: oauthGrant({ ...client, webUrl: 'https://pages.looker.test' }) })
  const { url, codeVerifier } = await startAuthorization(looker)
  const answer = readAuthorizationAnswer(
    new URL(`${w.emulator.authorize({ url, user_id: '789' })}&${parameters}`),
  )
  if (answer === undefined) throw new Error('No answer came back.')
  return { looker, answer, finish: () => finishAuthorization(looker, { ...answer, codeVerifier }) }
}
