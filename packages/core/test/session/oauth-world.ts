import { mapStore } from './map-store.js'
import {
  createUserSession,
  finishAuthorization,
  oauthGrant,
  readAuthorizationAnswer,
  type Session,
  startAuthorization,
  type UserSessionOptions,
} from './product.js'
import { countingRandom, type World } from './world.js'

/** The application of the emulator's own seed. */
const oauthApp = {
  clientId: 'emulator-app',
  redirectUri: 'https://app.emulator.example/callback',
}

export const tokenLine = 'POST /api/token'

/** Pages of one application that signs its users in with OAuth. */
export interface OAuthPages {
  page(options?: Partial<UserSessionOptions>): Session
  /** Goes to Looker's pages and comes back, as that user. */
  signIn(session: Session, userId?: string): Promise<void>
}

export function oauthPages(w: World): OAuthPages {
  let pages = 200
  return {
    page: options =>
      createUserSession({
        baseUrl: w.baseUrl,
        fetch: w.fetch,
        clock: w.clock,
        random: countingRandom(++pages),
        background: true,
        onEvent: event => w.events.push(event),
        grant: oauthGrant(oauthApp),
        ...options,
      }),
    async signIn(session, userId = '789') {
      const { url, state, codeVerifier } = await startAuthorization(session)
      const answer = readAuthorizationAnswer(new URL(w.emulator.authorize({ url, user_id: userId })))
      if (answer?.kind !== 'code' || answer.state !== state) throw new Error('No code came back.')
      w.secret(codeVerifier)
      w.secret(answer.code)
      await finishAuthorization(session, { code: answer.code, codeVerifier })
    },
  }
}

/** Alice's tab, and Bob's on the same store, who signed in a second ago. */
export async function aliceThenBob(w: World) {
  const { page, signIn } = oauthPages(w)
  const store = mapStore({ watches: true })
  const [alice, bob] = [page({ store }), page({ store })]
  await signIn(alice)
  await signIn(bob, '2')
  await w.pass(1000)
  return { alice, bob, page, store }
}
