import { mapStore } from '../map-store.js'
import { oauthPages, tokenLine } from '../oauth-world.js'
import {
  type ContractCase,
  check,
  decodeRecord,
  equal,
  type Session,
  type UserSessionOptions,
} from '../product.js'
import { scene, type World } from '../world.js'

const softMs = 3_000_000
const lifetimeMs = 3_600_000

/** OAuth: renewal by refresh tokens. */
export function oauthRenewalCases(): ContractCase[] {
  return renewal()
}

function renewal(): ContractCase[] {
  return [
    scene('a token is renewed ahead of its expiry by its refresh token, which is spent once', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      await signIn(looker)
      const old = await looker.token()
      await w.pass(softMs)
      const { expiresAtMs } = looker.state
      equal(await looker.token(), old, 'the old one is served meanwhile')
      await w.until(() => looker.state.expiresAtMs !== expiresAtMs)
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

    scene(
      'in a workspace, a page that is closed while it renews leaves no token of another workspace',
      async w => {
        const next = await closedWhileRenewing(w, { workspace: 'dev' })
        const answer = await w.drive(next.fetch('/session'))
        const session = (await answer.json()) as { workspace_id: string }
        equal(session.workspace_id, 'dev', 'the workspace')
      },
    ),

    scene('a workspace that cannot be selected just now costs no sign-in', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page({ workspace: 'dev', retry: { attempts: 1 } })
      await signIn(looker)
      await w.pass(lifetimeMs)
      w.emulator.faults.add({ match: { path: '/api/4.0/session', method: 'PATCH' }, status: 503 })
      equal(await w.code(looker.token()), 'unavailable', 'the code')
      await w.pass(2000)
      equal(await w.whoIs(looker), '789', 'who it is')
      equal(w.emulator.stats.token_code, 1, 'sign-ins')
    }),

    scene('a workspace that cannot be selected costs none where the store hiccups either', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const looker = page({ store, workspace: 'dev', retry: { attempts: 1 } })
      await signIn(looker)
      await w.pass(lifetimeMs)
      w.emulator.faults.add({ match: { path: '/api/4.0/session', method: 'PATCH' }, status: 503 })
      const successor = store.counts.commit + 2
      store.before = operation => {
        if (operation === 'commit' && store.counts.commit === successor) throw new Error('busy')
      }
      equal(await w.code(w.drive(looker.token())), 'unavailable', 'the code')
      await w.pass(5000)
      equal(await w.drive(w.whoIs(looker)), '789', 'who it is')
      equal(w.emulator.stats.token_code, 1, 'sign-ins')
    }),

    ...(['here', 'in another tab'] as const).map(where =>
      scene(`logout() ${where} leaves no token alive that was just not moved to its workspace`, async w => {
        const { page, signIn } = oauthPages(w)
        const options = { store: mapStore(), workspace: 'dev', retry: { attempts: 1 } } as const
        const looker = page(options)
        await signIn(looker)
        await w.pass(softMs)
        w.emulator.faults.add({ match: { path: '/api/4.0/session', method: 'PATCH' }, status: 503 })
        const held = w.hold('PATCH /api/4.0/session')
        await looker.token()
        await held.arrived
        const leaving = (where === 'here' ? looker : page(options)).logout()
        equal((await w.drive(leaving)).revoked, true, 'whether it was revoked')
        held.release()
        await w.calm()
        equal(w.emulator.stats.live_tokens, 0, 'live tokens')
      }),
    ),

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

    ...(['logout()', 'a sign-in of another user'] as const).map(how =>
      scene(`${how} after the access token’s end ends the refresh token at Looker too`, async w => {
        const { page, signIn } = oauthPages(w)
        const store = mapStore()
        const looker = page({ store })
        await signIn(looker)
        const [stored] = store.records.values()
        const record = decodeRecord(stored?.record.value ?? '', '789')
        check(typeof record !== 'string' && record.kind === 'token', 'no token is stored')
        await w.pass(lifetimeMs)
        if (how === 'logout()') equal((await looker.logout()).revoked, true, 'whether it was revoked')
        else await signIn(page({ store }), '2')
        const body = {
          grant_type: 'refresh_token',
          client_id: 'emulator-app',
          refresh_token: record.refreshToken,
        }
        const answer = await w.emulator.fetch(`${w.baseUrl}/api/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        equal(answer.status, 400, 'the status of a refresh with it')
        equal(w.emulator.stats.live_tokens, how === 'logout()' ? 0 : 1, 'live tokens')
      }),
    ),

    ...(['Looker ended the access token', 'the clock was set ahead', 'the clock was set back'] as const).map(
      what =>
        scene(`logout() ends both tokens at Looker also where ${what}`, async w => {
          const { page, signIn } = oauthPages(w)
          const looker = page()
          await signIn(looker)
          const token = await looker.token()
          if (what === 'Looker ended the access token') w.emulator.revoke({ token })
          if (what === 'the clock was set ahead') w.clock.jumpWall(lifetimeMs)
          if (what === 'the clock was set back') {
            await w.pass(lifetimeMs)
            w.clock.jumpWall(-lifetimeMs)
          }
          equal((await looker.logout()).revoked, true, 'whether it was revoked')
          equal(w.emulator.revoke({ user_id: '789', refresh_tokens: true }), 0, 'what lives')
        }),
    ),

    scene('a page that is closed while it renews leaves what it got to the next one', async w => {
      const next = await closedWhileRenewing(w)
      equal(await w.drive(w.whoIs(next)), '789', 'the next page')
      equal(w.emulator.stats.token_refresh, 1, 'renewals')
    }),
  ]
}

/** Answers the page after one that was closed while its renewal was on the wire. */
async function closedWhileRenewing(w: World, options: Partial<UserSessionOptions> = {}): Promise<Session> {
  const { page, signIn } = oauthPages(w)
  const store = mapStore()
  const here = page({ store, ...options })
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
  return page({ store, ...options })
}
