import { type ContractCase, connectionOf, equal, inWorkspace, memoryStore, type Session } from '../product.js'
import { login, loginUser, scene } from '../world.js'

/** What packages that build on sessions take from core. */
export function extensionCases(): ContractCase[] {
  return [...workspaces(), ...connections(), ...callTimeouts()]
}

const workspaceOf = async (session: Session): Promise<string> =>
  ((await (await session.fetch('/session')).json()) as { workspace_id: string }).workspace_id

function workspaces(): ContractCase[] {
  return [
    scene('inWorkspace() gives the user of the API key a token of its own in that workspace', async w => {
      const looker = w.session()
      const dev = inWorkspace(looker, 'dev')
      equal(await workspaceOf(dev), 'dev', 'workspace')
      equal(await workspaceOf(looker), 'production', 'workspace of the session itself')
      equal(await w.whoIs(dev), await w.whoIs(looker), 'user')
      equal((await dev.token()) === (await looker.token()), false, 'one token for both')
      equal(await workspaceOf(inWorkspace(looker, 'dev')), 'dev', 'asked for again')
      equal(w.count(login), 2, 'logins')
      equal(inWorkspace(dev, 'dev') === dev, true, 'a session that is there already is itself')
      equal(await workspaceOf(dev.as(789)), 'dev', 'workspace of a user')
      equal(
        w.events.some(({ type }) => type === 'workspace_reset'),
        false,
        'no reset',
      )
    }),

    scene('inWorkspace() of a user’s session is of that user, through one admin login', async w => {
      const looker = w.session()
      const dev = inWorkspace(looker.as(789), 'dev')
      equal(await workspaceOf(dev), 'dev', 'workspace')
      equal(await w.whoIs(dev), '789', 'user')
      equal(w.count(login), 1, 'admin logins')
      equal(w.count(loginUser(789)), 1, 'sudo logins')
    }),

    scene('close() of the first session also closes its sessions in other workspaces', async w => {
      const looker = w.session()
      const dev = inWorkspace(looker, 'dev')
      const tokens = [await dev.token(), await dev.as(789).token(), await looker.token()]
      await looker.close()
      equal(await w.code(dev.token()), 'closed', 'a use afterwards')
      for (const token of tokens) equal(await w.isLive(token), false, 'a token lives')
    }),

    scene('close() of what inWorkspace() returned lets go of that object only', async w => {
      const looker = w.session()
      const [dev, other] = [inWorkspace(looker, 'dev'), inWorkspace(looker, 'dev')]
      const token = await dev.token()
      await dev.close()
      await dev.close()
      equal(await w.code(dev.token()), 'closed', 'the closed one')
      equal(await other.token(), token, 'the other one')
      equal(await inWorkspace(looker, 'dev').token(), token, 'asked for again')
      await looker.close()
      equal(await w.isLive(token), false, 'the token lives after the first session was closed')
    }),

    scene('inWorkspace() there and back costs one login for each workspace', async w => {
      const looker = w.session({ workspace: 'production' })
      const dev = inWorkspace(looker, 'dev')
      equal(await inWorkspace(dev, 'production').token(), await looker.token(), 'back')
      equal(
        await inWorkspace(inWorkspace(dev, 'production'), 'dev').token(),
        await dev.token(),
        'there again',
      )
      equal(w.count(login), 2, 'logins')
    }),

    scene('inWorkspace() into the workspace where a session is anyway costs no login', async w => {
      const looker = w.session()
      const user = looker.as(789)
      equal(inWorkspace(looker, 'production') === looker, true, 'the session itself')
      const back = inWorkspace(inWorkspace(user, 'dev'), 'production')
      equal(await back.token(), await user.token(), 'token')
      equal(w.count(loginUser(789)), 1, 'sudo logins')
    }),

    scene('inWorkspace() shares the store: another process adopts the token', async w => {
      const store = memoryStore({ clock: w.clock })
      const here = await inWorkspace(w.session({ store }), 'dev').token()
      equal(await inWorkspace(w.session({ store }), 'dev').token(), here, 'token')
      equal(w.count(login), 1, 'logins')
    }),

    scene('inWorkspace() of a given token is configuration', async w => {
      const token = await w.session().token()
      const given = w.session({ credentials: undefined, token })
      equal(await w.code((async () => inWorkspace(given, 'dev'))()), 'configuration', 'code')
    }),
  ]
}

function connections(): ContractCase[] {
  return [
    scene('the connection of a session sends requests without a token, and reports events', async w => {
      const authorizations: (string | null)[] = []
      const looker = w.session({
        fetch: (input, init) => {
          authorizations.push(new Headers(init?.headers).get('authorization'))
          return w.fetch(input, init)
        },
      })
      const { fetch, report } = connectionOf(looker.as(789))
      await (await fetch('https://looker.test/alive')).text()
      equal(authorizations.join(), '', 'Authorization')
      equal(authorizations.length, 1, 'requests')
      report({ type: 'setting_ignored', setting: 'verify_ssl', hint: 'Set it for the session.' })
      const [event] = w.events
      equal(event?.type, 'setting_ignored', 'event')
      equal(event?.subject, '789', 'of whom it speaks')
    }),
  ]
}

function callTimeouts(): ContractCase[] {
  return [
    scene('timeoutMs of a call replaces that of the session, shorter or longer', async w => {
      const looker = w.session({ timeoutMs: 5000 })
      await looker.token()
      w.emulator.faults.add({ match: { path: '*/user' }, times: 'always', delayMs: 10_000 })
      const short = w.failure(looker.fetch('/user', { timeoutMs: 1000 }))
      const long = looker.fetch('/user', { timeoutMs: 30_000 })
      const unbounded = looker.fetch('/user', { timeoutMs: 0 })
      await w.pass(1000)
      equal(((await short) as Error).name, 'TimeoutError', 'the shorter one')
      await w.pass(9000)
      equal((await long).status, 200, 'the longer one')
      equal((await unbounded).status, 200, 'the one without a bound')
    }),

    scene('a timeoutMs that is no number of milliseconds is configuration, before any login', async w => {
      const looker = w.session()
      for (const timeoutMs of [-1, Number.NaN])
        equal(await w.code(looker.fetch('/user', { timeoutMs })), 'configuration', String(timeoutMs))
      equal(w.count(login), 0, 'logins')
    }),
  ]
}
