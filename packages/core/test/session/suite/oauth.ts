import { mapStore } from '../map-store.js'
import { oauthPages, tokenLine } from '../oauth-world.js'
import { type ContractCase, check, equal, finishAuthorization, startAuthorization } from '../product.js'
import { scene } from '../world.js'

const softMs = 3_000_000
const lifetimeMs = 3_600_000

/** OAuth 2.0 with PKCE: who signs in, renewal, sign-out. */
export function oauthCases(): ContractCase[] {
  return [...signIn(), ...renewal()]
}

function signIn(): ContractCase[] {
  return [
    scene('a session is of whoever signed in, and learns it from GET /user', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      equal(await w.code(looker.token()), 'sign_in_required', 'before')
      equal(looker.state.status, 'idle', 'its state')
      equal(looker.state.identity.subject, undefined, 'whom it is of, before')
      await signIn(looker)
      equal(looker.state.identity.subject, '789', 'whom it is of')
      equal(await w.whoIs(looker), '789', 'who it is')
      equal(w.count(tokenLine), 1, 'token requests')
      check(!w.events.some(({ type }) => type === 'record_set_aside'), 'a record was set aside')
    }),

    scene('calls without a sign-in ask Looker nothing', async w => {
      const { page } = oauthPages(w)
      const looker = page()
      for (let count = 0; count < 5; count++)
        equal(await w.code(looker.token()), 'sign_in_required', 'the code')
      equal(w.sent.length, 0, 'requests')
    }),

    scene(
      'a wrong verifier, a spent code and an expired one are refused, and signing in still works',
      async w => {
        const { page, signIn } = oauthPages(w)
        const looker = page()
        const { codeVerifier } = await startAuthorization(looker)
        equal(
          await w.code(finishAuthorization(looker, { code: 'forged', codeVerifier })),
          'code_rejected',
          'forged',
        )
        check(['idle', 'signed_out'].includes(looker.state.status), `it is ${looker.state.status}`)
        await signIn(looker)
        equal(await w.whoIs(looker), '789', 'who it is')
      },
    ),

    scene('a sign-in over another gives way to whoever signed in, and ends the token before', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const before = page({ store })
      await signIn(before)
      const old = await before.token()
      const after = page({ store })
      await signIn(after, '2')
      equal(await w.whoIs(after), '2', 'who it is')
      equal(await w.isLive(old), false, 'whether the old token lives')
    }),

    scene('a session that is one user’s does not become another’s', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      await signIn(looker)
      equal(await w.code(signIn(looker, '2')), 'identity_changed', 'another signs in')
      equal(await w.whoIs(looker), '789', 'who it is')
      equal(w.emulator.stats.live_tokens, 1, 'live tokens')
    }),

    scene('Alice’s tab does not adopt the record that Bob’s sign-in wrote', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore({ watches: true })
      const [alice, bob] = [page({ store }), page({ store })]
      await signIn(alice)
      await signIn(bob, '2')
      await w.pass(1000)
      equal(await w.code(alice.token()), 'signed_out', 'Alice’s tab')
      equal(await w.code(alice.login()), 'identity_changed', 'when it signs in')
      equal(alice.state.identity.subject, '789', 'whom it is of')
      equal(await w.whoIs(bob), '2', 'Bob’s tab')
      equal(await w.whoIs(page({ store })), '2', 'a new tab')
    }),

    scene('an administrator’s page session acts for nobody else', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      await signIn(looker, '1')
      equal(await w.code((async () => looker.as(2))()), 'configuration', 'as()')
    }),
  ]
}

function renewal(): ContractCase[] {
  return [
    scene('a token is renewed ahead of its expiry by its refresh token, which is spent once', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      await signIn(looker)
      const old = await looker.token()
      await w.pass(softMs)
      equal(await looker.token(), old, 'the old one is served meanwhile')
      await w.calm()
      check((await looker.token()) !== old, 'it was not renewed')
      for (let round = 0; round < 3; round++) {
        await w.pass(lifetimeMs)
        equal(await w.whoIs(looker), '789', `after lifetime ${round + 2}`)
      }
      equal(w.emulator.stats.token_code, 1, 'sign-ins')
      check(w.emulator.stats.token_refresh >= 4, 'renewals')
    }),

    scene(
      'an answer without a refresh token means keep the old',
      async w => {
        const { page, signIn } = oauthPages(w)
        const looker = page()
        await signIn(looker)
        for (let round = 0; round < 3; round++) {
          await w.pass(lifetimeMs)
          equal(await w.whoIs(looker), '789', `renewal ${round + 1}`)
        }
      },
      { options: { refreshTokenRotation: false, repeatsRefreshToken: false } },
    ),

    scene(
      'without a refresh token the token is served to its end, then somebody has to sign in',
      async w => {
        const { page, signIn } = oauthPages(w)
        const looker = page()
        await signIn(looker)
        await w.pass(softMs)
        equal(await w.whoIs(looker), '789', 'late in its life')
        equal(w.count(tokenLine), 1, 'token requests')
        await w.pass(lifetimeMs)
        equal(await w.code(looker.token()), 'sign_in_required', 'after its end')
        await signIn(looker)
        equal(await w.whoIs(looker), '789', 'after signing in')
      },
      { options: { grantsRefreshToken: false } },
    ),

    scene('a token that Looker rejected is renewed by the refresh token', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      await signIn(looker)
      w.emulator.revoke({ token: await looker.token() })
      equal(await w.whoIs(looker), '789', 'who it is')
      equal(w.emulator.stats.token_refresh, 1, 'renewals')
    }),

    scene('callers who all leave do not lose the refresh token that is being spent', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      await signIn(looker)
      await w.pass(lifetimeMs)
      const held = w.hold(tokenLine)
      const abort = new AbortController()
      const caller = w.failure(looker.token({ signal: abort.signal }))
      await held.arrived
      abort.abort(new Error('enough'))
      await caller
      held.release()
      await w.calm()
      equal(await w.whoIs(looker), '789', 'who it is')
      equal(w.emulator.stats.token_refresh, 1, 'renewals')
    }),

    scene('a page that is closed while it renews leaves what it got to the next one', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const here = page({ store })
      await signIn(here)
      await w.pass(lifetimeMs)
      const held = w.hold(tokenLine)
      const caller = w.code(here.token())
      await held.arrived
      const closing = here.close()
      equal(await caller, 'closed', 'who waited')
      held.release()
      await closing
      await w.calm()
      equal(await w.whoIs(page({ store })), '789', 'the next page')
      equal(w.emulator.stats.token_refresh, 1, 'renewals')
    }),
  ]
}
