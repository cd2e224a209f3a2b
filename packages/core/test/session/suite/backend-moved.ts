import {
  changingApplication,
  code,
  emil,
  from,
  type Instead,
  isUser,
  lookUps,
  tokenIn,
  tokenOf,
} from '../external-application.js'
import { type ContractCase, check, equal, memoryStore } from '../product.js'
import { scene, type World } from '../world.js'

/** An application whose users’ ids of another system become those of other users. */
export function backendMovedCases(): ContractCase[] {
  return [
    scene('where the id is that of another user by now, a page of that user gets their token', async w => {
      const { app, change } = changingApplication(w)
      await app.ask(tokenOf('790'), from)
      change(isUser(w, 5))
      equal(await code(await app.ask(tokenOf('5'), from)), '409 identity_changed', 'within ten seconds')
      await w.clock.advance(10_001)
      equal(await code(await app.ask(tokenOf('790'), from)), '409 identity_changed', 'of the user before')
      equal(await code(await app.ask(tokenOf('5'), from)), '200 5', 'of the user now')
      equal(w.emulator.stats.live_tokens, 2, 'tokens: of the service account and the user now')
    }),
    scene('a request that took the token of the user before answers with none of it', async w => {
      const { app, change } = changingApplication(w)
      const before = await tokenIn(await app.ask(tokenOf('790'), from))
      await w.clock.advance(10_001)
      change(isUser(w, 5))
      const held = w.hold('GET /api/4.0/session')
      const first = app.ask({ ...tokenOf('5'), rejected: 'a'.repeat(64) }, from)
      await held.arrived
      const second = await tokenIn(await app.ask(tokenOf('5'), from))
      held.release()
      const answers = [await tokenIn(await first), second]
      check(!answers.includes(before), 'the token of the user before')
      equal(await w.isLive(before), false, 'whether that lives')
    }),

    scene('the next user’s first token ends those of the user before in every workspace', async w => {
      const { app, change } = changingApplication(w)
      await app.ask(tokenOf('790'), from)
      const dev = await tokenIn(await app.ask({ ...tokenOf('790'), workspace: 'dev' }, from))
      await w.clock.advance(10_001)
      change(isUser(w, 5))
      equal(await code(await app.ask(tokenOf('5'), from)), '200 5', 'the answer')
      equal(await w.isLive(dev), false, 'whether the other token lives')
    }),

    scene('20 requests at once of the next user’s page get that user’s token', async w => {
      const { app, change } = changingApplication(w)
      await app.ask(tokenOf('790'), from)
      await app.ask({ ...tokenOf('790'), workspace: 'dev' }, from)
      await w.clock.advance(10_001)
      change(async init => {
        await w.calm()
        return isUser(w, 5)(init)
      })
      const asked = Array.from({ length: 20 }, async (_, at) => {
        for (let turn = 0; turn < at; turn++) await Promise.resolve()
        return app.ask({ ...tokenOf('5'), ...(at % 2 === 1 && { workspace: 'dev' }) }, from)
      })
      const answers = await Promise.all(asked)
      for (const answer of answers) {
        equal(await code(answer), '200 5', 'the answer')
        equal(await w.isLive(await tokenIn(answer)), true, 'whether its token lives')
      }
      check(w.emulator.stats.login_user <= 4, 'more logins than two for each workspace')
      check(app.errors.length === 0, 'the server hears of it')
    }),

    scene('a server that remembers the user before does not end the token of the user now', async w => {
      const store = memoryStore({ clock: w.clock })
      const servers = [changingApplication(w, store), changingApplication(w, store)] as const
      const [one, other] = servers
      await one.app.ask(tokenOf('790'), from)
      for (const { change } of servers) change(isUser(w, 5))
      await other.app.endpoint.signOut(emil)
      const now = await tokenIn(await other.app.ask(tokenOf('5'), from))
      equal(await code(await one.app.ask(tokenOf('790'), from)), '409 identity_changed', 'of the user before')
      equal(await w.isLive(now), true, 'whether the token of the user now lives')
    }),

    scene('where a renewal was denied, the pages that ask again cost no look-ups', async w => {
      const { app, change } = changingApplication(w)
      await app.ask(tokenOf('790'), from)
      await w.pass(3_300_000)
      const answers = [790, 5]
      change(init => isUser(w, answers.shift() ?? 790)(init))
      equal(await code(await app.ask(tokenOf('790'), from)), '409 identity_changed', 'the renewal')
      const before = lookUps(w)
      for (let asked = 0; asked < 10; asked++)
        equal(await code(await app.ask(tokenOf('790'), from)), '409 identity_changed', 'the answer')
      equal(lookUps(w), before, 'look-ups')
    }),

    ...signOutScenes([
      ['the same user’s', w => isUser(w, 790)],
      ['another user’s', w => isUser(w, 5)],
      ['nobody’s', () => async () => Response.json({ message: 'Not found' }, { status: 404 })],
      ['not to be looked up', () => () => new Promise(() => {})],
    ]),
  ]
}

function signOutScenes(cases: readonly (readonly [string, (w: World) => Instead])[]): ContractCase[] {
  return cases.map(([what, instead]) =>
    scene(`the application’s sign-out ends the tokens of a user by an id that is ${what} by now`, async w => {
      const { app, change } = changingApplication(w)
      await app.ask(tokenOf('790'), from)
      const before = lookUps(w)
      app.signedIn.delete('e')
      change(instead(w))
      const signedOut = { userId: { embed: 'emil', create: true }, sessionId: 'emil-1' }
      equal((await app.endpoint.signOut(signedOut)).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 1, 'tokens that live: the service account’s')
      equal(lookUps(w), before, 'look-ups')
      equal(w.emulator.stats.embed_users, 0, 'users that were made')
    }),
  )
}
