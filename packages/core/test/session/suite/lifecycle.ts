import { mapStore } from '../map-store.js'
import { type ContractCase, check, createSession, equal, type Session } from '../product.js'
import { credentials, login, logout, scene } from '../world.js'

/** From createSession to close, and what can be seen meanwhile. */
export function lifecycleCases(): ContractCase[] {
  return [...beginnings(), ...endings()]
}

function beginnings(): ContractCase[] {
  return [
    // @promise bad-configuration-throws-at-once
    scene('createSession throws at once on bad configuration, and asks for no secret', async w => {
      let asked = 0
      const provider = () => {
        asked++
        return credentials
      }
      const bad: Parameters<typeof createSession>[0][] = [
        { baseUrl: 'not an address', credentials: provider },
        { baseUrl: 'https://me.looker.com/api/4.0', credentials: provider },
        { baseUrl: w.baseUrl, credentials: provider, apiVersion: '5.0' as never },
        { baseUrl: w.baseUrl },
        { baseUrl: w.baseUrl, credentials: provider, token: 'abc' },
      ]
      for (const options of bad)
        equal(await w.code((async () => createSession(options))()), 'configuration', JSON.stringify(options))
      equal(asked, 0, 'how often secrets were asked for')
    }),

    // @promise idle-session-signs-in
    scene('idle signs in when needed', async w => {
      const looker = w.session()
      equal(looker.state.status, 'idle', 'status')
      equal(w.sent.length, 0, 'requests')
      await w.whoIs(looker)
      equal(looker.state.status, 'signed_in', 'status')
    }),

    scene('login() signs in at once, does nothing while signed in, and can be left', async w => {
      const looker = w.session()
      await looker.login()
      await looker.login()
      equal(w.count(login), 1, 'logins')
      const other = w.session()
      const held = w.hold(login, 'request')
      const controller = new AbortController()
      const call = w.failure(other.login({ signal: controller.signal }))
      await held.arrived
      controller.abort('enough')
      equal(await call, 'enough', 'what it is rejected with')
      held.release()
    }),

    // @promise state-is-a-snapshot
    scene(
      'state is an immutable snapshot: the same object until something changes, without secrets',
      async w => {
        const looker = w.session()
        const before = looker.state
        equal(looker.state, before, 'the same object')
        equal(Object.isFrozen(before), true, 'frozen')
        await looker.token()
        check(looker.state !== before, 'the same object after a change')
        equal(before.status, 'idle', 'the old snapshot')
        const after = looker.state
        await looker.token()
        equal(looker.state, after, 'the same object while nothing changes')
        w.showsNoSecret(after)
      },
    ),

    // @promise subscribe-notifies
    scene('subscribe notifies of each change of state, and no more once it was ended', async w => {
      const looker = w.session()
      const seen: string[] = []
      const end = looker.subscribe(() => seen.push(looker.state.status))
      await looker.token()
      await looker.logout()
      equal(seen.join(), 'signing_in,signed_in,signing_out,signed_out', 'states')
      end()
      await looker.login()
      equal(seen.length, 4, 'calls after it was ended')
    }),

    // @promise events-come-in-order
    scene('events come in order, name their user, and reach the group’s first session too', async w => {
      const looker = w.session()
      const own: string[] = []
      const ana = looker.as(789)
      ana.onEvent(({ type }) => own.push(type))
      await ana.token()
      w.emulator.revoke({ user_id: 789 })
      await ana.fetch('/user')
      await ana.logout()
      equal(own.join(), 'granted,rejected,renewed,revoked,revoked,signed_out', 'her events')
      const all = w.events.map(event => `${event.subject ?? 'admin'} ${event.type}`)
      equal(all.join(), ['admin granted', ...own.map(type => `789 ${type}`)].join(), 'the group’s events')
    }),

    // @promise workspace-is-part-of-the-identity
    scene(
      'a workspace belongs to the token: it is selected before the token is used, and again after a renewal',
      async w => {
        const dev = w.session({ workspace: 'dev' })
        const read = async (session: Session): Promise<string> =>
          ((await (await session.fetch('/session')).json()) as { workspace_id: string }).workspace_id
        equal(await read(dev), 'dev', 'workspace')
        equal(await read(dev.as(789)), 'dev', 'workspace of a user')
        equal(
          await read(dev.as(789, { workspace: 'production' })),
          'production',
          'workspace of a user, as asked for',
        )
        equal(await read(w.session()), 'production', 'workspace of another session')
        w.emulator.revoke({ user_id: 1 })
        equal(await read(dev), 'dev', 'workspace after a renewal')
        equal(w.events.filter(({ type }) => type === 'workspace_reset').length, 1, 'events')
      },
    ),

    scene('a token that could not be moved to its workspace is revoked, not used', async w => {
      w.emulator.faults.add({ match: { method: 'PATCH', path: '*/session' }, times: 'always', status: 422 })
      const dev = w.session({ workspace: 'dev' })
      equal(await w.code(dev.fetch('/user')), 'request_refused', 'code')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
      equal(w.count('GET /api/4.0/user'), 0, 'requests')
    }),
  ]
}

function endings(): ContractCase[] {
  return [
    // @promise close-spares-shared-tokens
    scene('close() revokes where the store is private memory, and its sessions are then closed', async w => {
      const looker = w.session()
      const ana = looker.as(789)
      await Promise.all([looker.token(), ana.token()])
      await looker.close()
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
      for (const session of [looker, ana]) {
        equal(await w.code(session.token()), 'closed', 'token()')
        equal(await w.code(session.fetch('/user')), 'closed', 'fetch()')
        equal(await w.code(session.login()), 'closed', 'login()')
        equal(await w.code(session.logout()), 'closed', 'logout()')
      }
      equal(await w.code((async () => looker.as(2))()), 'closed', 'as()')
      await looker.close()
    }),

    // @promise close-spares-shared-tokens
    scene('close() revokes nothing where the store is shared: shutdown is not sign-out', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const token = await looker.token()
      await looker.as(789).token()
      await looker.close()
      equal(w.count(logout), 0, 'revocations')
      equal(await w.session({ store }).token(), token, 'the token is still shared')
    }),

    scene('close() during a login ends it: its callers get closed, and nothing is left behind', async w => {
      const looker = w.session()
      const held = w.hold(login, 'request')
      const call = w.code(looker.token())
      await held.arrived
      const closed = looker.close()
      equal(await call, 'closed', 'the caller')
      held.release()
      await closed
      equal(w.clock.pendingTimers(), 0, 'timers')
      equal(w.emulator.stats.live_tokens, 0, 'tokens')
    }),

    scene(
      'close() during a look at the store: the caller that waited does not leave with a token',
      async w => {
        const store = mapStore()
        const looker = w.session({ store })
        await looker.token()
        await w.pass(1000)
        let go = (): void => {}
        store.before = () =>
          new Promise<void>(resolve => {
            go = resolve
          })
        const call = w.code(looker.fetch('/user'))
        await looker.close()
        go()
        equal(await call, 'closed', 'the caller')
        equal(w.count('GET /api/4.0/user'), 0, 'requests')
      },
    ),

    scene('close() of a user’s session lets go of that handle only', async w => {
      const looker = w.session()
      const [one, two] = [looker.as(789), looker.as(789)]
      await one.token()
      await one.close()
      equal(await w.code(one.token()), 'closed', 'the closed handle')
      equal(await w.whoIs(two), '789', 'the other handle')
      equal(w.count(logout), 0, 'revocations')
    }),

    // @promise async-dispose-closes
    scene('Symbol.asyncDispose closes, where it exists', async w => {
      const { asyncDispose } = Symbol as { asyncDispose?: symbol }
      if (asyncDispose === undefined) return
      const looker = w.session()
      await looker.token()
      await (looker as unknown as Record<symbol, () => Promise<void>>)[asyncDispose]?.()
      equal(await w.code(looker.token()), 'closed', 'a use afterwards')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene(
      'renewal starts from a call: a token that nobody asks for expires, and nothing is sent',
      async w => {
        const looker = w.session({ background: true })
        await looker.as(789).token()
        const sent = w.sent.length
        await w.pass(30 * 3_600_000)
        equal(w.sent.length, sent, 'requests without a call')
        await looker.token()
        equal(w.count(login), 2, 'logins')
      },
    ),

    // @promise nothing-keeps-the-process-running
    scene('no timer is left after anything', async w => {
      const looker = w.session({ store: mapStore(), background: true })
      await w.whoIs(looker.as(789))
      equal(w.clock.pendingTimers(), 0, 'after a call')
      await w.pass(3_300_000)
      await looker.token()
      await w.until(() => looker.state.status === 'signed_in')
      equal(w.clock.pendingTimers(), 0, 'after a renewal')
      await looker.logout()
      equal(w.clock.pendingTimers(), 0, 'after logout()')
    }),
  ]
}
