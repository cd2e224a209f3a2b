import { mapStore } from '../map-store.js'
import { aliceThenBob, oauthPages, tokenLine } from '../oauth-world.js'
import {
  type ContractCase,
  check,
  equal,
  finishAuthorization,
  oauthGrant,
  startAuthorization,
} from '../product.js'
import { scene } from '../world.js'

/** OAuth 2.0 with PKCE: who signs in. */
export function oauthCases(): ContractCase[] {
  return [
    // @promise session-is-of-who-signed-in
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

    // @promise session-is-of-who-signed-in
    scene('a session that is one user’s does not become another’s', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      await signIn(looker)
      equal(await w.code(signIn(looker, '2')), 'identity_changed', 'another signs in')
      equal(await w.whoIs(looker), '789', 'who it is')
      equal(w.emulator.stats.live_tokens, 1, 'live tokens')
    }),

    scene('a grant that brings another user’s token is refused, and the token is ended', async w => {
      const { page } = oauthPages(w)
      const token = await w.session().as(2).token()
      const obtained = {
        token: { access_token: token, token_type: 'Bearer', expires_in: 3600 },
        sentAtMs: w.clock.now(),
        sentAtMonotonicMs: w.clock.monotonic(),
        subject: '2',
      }
      const create = () => ({
        identity: { grant: 'oauth', subject: '789' } as const,
        open: async () => ({
          clientId: 'x',
          fingerprint: async () => 'x',
          obtain: async () => obtained,
        }),
      })
      equal(await w.code(page({ grant: { create } }).token()), 'identity_changed', 'the code')
      equal(await w.isLive(token), false, 'whether the token lives')
    }),

    // @promise never-a-record-of-another-tab
    scene('Alice’s tab does not adopt the record that Bob’s sign-in wrote', async w => {
      const { alice, bob, page, store } = await aliceThenBob(w)
      equal(await w.code(alice.token()), 'signed_out', 'Alice’s tab')
      equal(await w.code(alice.login()), 'identity_changed', 'when it signs in')
      equal(alice.state.identity.subject, '789', 'whom it is of')
      equal(await w.whoIs(bob), '2', 'Bob’s tab')
      equal(await w.whoIs(page({ store })), '2', 'a new tab')
    }),

    // @promise session-is-of-who-signed-in
    scene(
      'a call during a sign-in waits for it, and runs as who signed in, not as whom the store has',
      async w => {
        const { page, signIn } = oauthPages(w)
        const store = mapStore()
        await signIn(page({ store }))
        const bobs = page({ store })
        const held = w.hold(tokenLine)
        const completing = signIn(bobs, '2')
        await held.arrived
        const call = w.whoIs(bobs)
        await w.calm()
        held.release()
        await completing
        equal(await call, '2', 'who the call ran as')
        equal(bobs.state.identity.subject, '2', 'whom it says it is of')
      },
    ),

    scene('a call during a sign-in that fails is told to sign in', async w => {
      const { page } = oauthPages(w)
      const looker = page()
      const completing = w.code(finishAuthorization(looker, { code: 'spent', codeVerifier: 'verifier' }))
      const call = w.code(looker.token())
      equal(await completing, 'code_rejected', 'the sign-in')
      equal(await call, 'sign_in_required', 'the call')
    }),

    scene('a session that is closed before its answer came sends no code', async w => {
      const { page } = oauthPages(w)
      const looker = page()
      const answer = Promise.resolve({ code: 'code', codeVerifier: 'verifier' })
      const completing = w.code(finishAuthorization(looker, answer))
      await looker.close()
      equal(await completing, 'closed', 'the sign-in')
      equal(w.count(tokenLine), 0, 'token requests')
    }),

    scene(
      'of two sign-ins that are completed at once one is the session’s, and the other’s token is ended',
      async w => {
        const { page, signIn } = oauthPages(w)
        const looker = page()
        const outcomes = await Promise.allSettled([signIn(looker), signIn(looker, '2')])
        equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1, 'completed')
        equal(await w.whoIs(looker), looker.state.identity.subject ?? '', 'who it is')
        equal(w.emulator.stats.live_tokens, 1, 'live tokens')
      },
    ),

    scene('a sign-in whose store hiccups is stored all the same', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      await signIn(page({ store }))
      const view = store.view()
      let failures = 1
      view.before = operation => {
        if (operation === 'load' && failures-- > 0) throw new Error('busy')
      }
      await w.drive(signIn(page({ store: view }), '2'))
      equal(await w.whoIs(page({ store })), '2', 'the next page')
    }),

    scene('a webUrl of more than 2,048 characters is refused, however many slashes it ends in', async w => {
      const client = { clientId: 'my-app', redirectUri: 'https://app.example/signed-in' }
      const made = async (length: number) =>
        oauthGrant({ ...client, webUrl: 'https://a.example'.padEnd(length, '/') })
      equal(await w.code(made(2049)), 'configuration', 'code')
      equal(await w.code(made(2_000_000)), 'configuration', 'code')
      await made(2048)
    }),

    scene('an administrator’s page session acts for nobody else', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      await signIn(looker, '1')
      equal(await w.code((async () => looker.as(2))()), 'configuration', 'as()')
    }),
  ]
}
