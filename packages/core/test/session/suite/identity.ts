import { mapStore } from '../map-store.js'
import { type ContractCase, check, createSession, encodeRecord, equal, type Session } from '../product.js'
import { credentials, login, loginUser, otherCredentials, scene, type World, world } from '../world.js'

/** Promise 1: a request carries a token of the identity that was asked for, or it fails. */
export function identityCases(): ContractCase[] {
  return [...sudo(), ...apart()]
}

/** Whom each GET /user was answered as, by the server's own book. */
function answeredAs(w: World): string[] {
  const calls = w.emulator.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/user'))
  return calls.map(({ as }) => as?.userId ?? 'nobody')
}

function sudo(): ContractCase[] {
  return [
    // @promise request-runs-as-its-identity
    scene('sudo login on a fresh session never answers with the admin’s token', async w => {
      const looker = w.session()
      equal(await w.whoIs(looker.as('789')), '789', 'the first call of a fresh session')
      equal(await w.whoIs(looker), '1', 'the admin')
      equal(await w.whoIs(looker.as('789')), '789', 'the user again')
    }),

    // @promise identity-survives-expiry
    scene('after both tokens expire, calls meant for the user run as the user', async w => {
      const looker = w.session()
      const ana = looker.as(789)
      await w.whoIs(ana)
      await w.pass(3_600_000 * 3)
      equal(await w.whoIs(ana), '789', 'after expiry')
      w.emulator.revoke({ user_id: 1 })
      w.emulator.revoke({ user_id: 789 })
      equal(await w.whoIs(ana), '789', 'after revocation')
      check(!answeredAs(w).includes('1'), 'a call ran as the admin')
    }),

    // @promise never-mixed-sudo-logins
    scene('two concurrent sudo logins each run as their own user', async w => {
      const looker = w.session()
      const users = [2, 3, 4, 789, 5, 6]
      const seen = await Promise.all([...users, ...users].map(id => w.whoIs(looker.as(id))))
      equal(seen.join(), [...users, ...users].join(), 'who the calls ran as')
      equal(w.count(login), 1, 'logins')
    }),

    // @promise never-sudo-retried-as-admin
    scene('a 401 in a sudo session is never retried with the admin’s token', async w => {
      const ana = w.session().as(789)
      await w.whoIs(ana)
      w.emulator.revoke({ user_id: 789 })
      equal(await w.whoIs(ana), '789', 'after the revocation')
      equal(answeredAs(w).join(), '789,nobody,789', 'whom the calls ran as')
    }),

    // @promise request-runs-as-its-identity
    scene('a refused sudo login is the caller’s error: sudo never becomes admin', async w => {
      const plain = w.session({ credentials: otherCredentials })
      equal(await w.code(w.whoIs(plain.as(3))), 'sudo_refused', 'code')
      equal(await w.code(w.whoIs(w.session().as(4711))), 'unknown_user', 'code')
      equal(answeredAs(w).length, 0, 'requests that left without a token of the user')
    }),

    // @promise identity-survives-expiry
    scene(
      'when the admin’s credentials fail after expiry, the user’s calls fail rather than run as the admin',
      async w => {
        let given = credentials
        const ana = w.session({ credentials: () => given }).as(789)
        await w.whoIs(ana)
        given = { ...credentials, clientSecret: 'wrong secret' }
        await w.pass(3_700_000)
        equal(await w.code(w.whoIs(ana)), 'bad_credentials', 'code')
        equal(answeredAs(w).join(), '789', 'whom the calls ran as')
      },
    ),

    // @promise user-id-changes-no-path
    scene('a user id such as ../users?x=1 or 7?associative=false reaches no other path', async w => {
      const looker = w.session()
      for (const id of ['../users?x=1', '7?associative=false', '7#', '7/../1', '%2e%2e', ' 7'])
        equal(await w.code(looker.as(id).token()), 'unknown_user', `code for ${id}`)
      for (const { url } of w.sent.slice(1)) {
        check(/^\/api\/4\.0\/login\/[^/?#]+$/.test(url.pathname), `the request went to ${url.pathname}`)
        equal(url.search, '', 'query')
      }
    }),

    // @promise zero-is-a-user-id
    scene(
      'user id 0 is a user like any other, and an empty one is refused',
      async w => {
        const looker = w.session()
        equal(await w.whoIs(looker.as(0)), '0', 'who 0 is')
        for (const id of ['', '.', '..', 'x'.repeat(256), Number.NaN, 1.5])
          equal(
            await w.code(async2(() => looker.as(id))),
            'invalid_user_id',
            `code for ${String(id).slice(0, 9)}`,
          )
        equal(w.count(loginUser('x'.repeat(255))), 0, 'nothing sent yet')
        equal(await w.code(looker.as('x'.repeat(255)).token()), 'unknown_user', 'the longest legal id')
      },
      {
        seed: {
          users: [
            { id: 0, first_name: 'Zoe' },
            { id: 1, admin: true },
          ],
          apiKeys: [{ client_id: credentials.clientId, client_secret: credentials.clientSecret, user_id: 1 }],
        },
      },
    ),

    scene('789 and "789" are one user and share one login; on 3.x an id is a whole number', async w => {
      const looker = w.session()
      await Promise.all([looker.as(789).token(), looker.as('789').token()])
      equal(w.count(loginUser(789)), 1, 'sudo logins')
      const old = w.session({ apiVersion: '3.1' })
      equal(await w.code(async2(() => old.as('07'))), 'invalid_user_id', 'code for 07 on 3.1')
      equal(await w.whoIs(old.as(789)), '789', 'who 789 is on 3.1')
    }),

    scene('as() with other settings is another identity with a token of its own', async w => {
      const looker = w.session()
      const tokens = await Promise.all([
        looker.as(789).token(),
        looker.as(789, { associative: false }).token(),
        looker.as(789, { workspace: 'dev' }).token(),
      ])
      equal(new Set(tokens).size, 3, 'different tokens')
      equal(await w.code(async2(() => looker.as(789).as(2))), 'configuration', 'as() on a user’s session')
    }),
  ]
}

function apart(): ContractCase[] {
  return [
    // @promise never-a-module-level-cache
    scene('no module-level cache gives host A’s token to host B', async a => {
      const b = world({ baseUrl: 'https://other.test', clock: a.clock })
      const sessions = [a.session(), b.session(), a.session(), b.session()]
      const tokens = await Promise.all(sessions.map(session => session.token()))
      equal(new Set(tokens).size, 4, 'each session group signs in for itself')
      for (const [index, token] of tokens.entries())
        equal(await (index % 2 === 0 ? a : b).isLive(token), true, `token ${index} at its own host`)
      equal(a.sent.concat(b.sent).filter(({ line }) => line === login).length, 4, 'logins')
      b.end()
    }),

    // @promise never-a-module-level-cache
    scene('Alice’s session is never Bob’s: two API keys on one host, store and lock', async w => {
      const store = mapStore()
      const ada = w.session({ store })
      const bea = w.session({ store, credentials: otherCredentials })
      const seen = await Promise.all([ada, bea, ada, bea].map(session => w.whoIs(session)))
      equal(seen.join(), '1,2,1,2', 'who the calls ran as')
      equal(store.records.size, 2, 'records')
    }),

    scene('one store under two hosts, users, workspaces and associative keeps a record for each', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const dev = w.session({ store, workspace: 'dev' })
      const elsewhere = w.session({
        ...{ store, baseUrl: 'https://other.test' },
        fetch: (input, init) => w.fetch(String(input).replace('other.test', 'looker.test'), init),
      })
      const all: Session[] = [
        looker,
        dev,
        elsewhere,
        looker.as(2),
        looker.as(3),
        looker.as(2, { associative: false }),
      ]
      await Promise.all(all.map(session => session.token()))
      equal(store.records.size, all.length, 'records')
    }),

    // @promise never-a-record-of-another-person
    scene('a record that Bob’s sign-in wrote is never adopted as Alice’s: identity_changed', async w => {
      const store = mapStore()
      const first = w.session({ store })
      const [bob] = [await first.as(2).token()]
      const [, bobKey] = [...store.records.keys()]
      await first.as(3).token()
      const aliceKey = [...store.records.keys()][2] as string
      const bobs = store.records.get(bobKey as string)
      check(bobs !== undefined, 'Bob’s record is there')
      store.records.set(aliceKey, { ...bobs, version: 'swapped' })
      const second = w.session({ store })
      equal(await w.whoIs(second.as(3)), '3', 'who Alice is')
      check((await second.as(3).token()) !== bob, 'Alice was given Bob’s token')
      const aside = w.events.find(event => event.type === 'record_set_aside')
      equal(aside?.type === 'record_set_aside' && aside.reason, 'identity_changed', 'the event’s reason')
    }),

    scene('a record set aside while it is held does not replace the token', async w => {
      const store = mapStore()
      const ana = w.session({ store }).as(789)
      const token = await ana.token()
      const key = [...store.records.keys()][1] as string
      const forged = {
        kind: 'token',
        id: 'x',
        accessToken: 'forged',
        sentAtMs: w.clock.now(),
        lifetimeMs: 1e6,
      } as const
      const value = encodeRecord({ ...forged, subject: '1', draw: 0.5, signInId: 'y', epoch: 1 })
      store.records.set(key, { record: { value, keepUntilMs: Number.MAX_SAFE_INTEGER }, version: 'forged' })
      await w.pass(500)
      equal(await ana.token(), token, 'the token after the forged record was seen')
    }),

    // @promise nothing-at-module-level
    scene(
      'createSession keeps nothing at module level: a second session group of the same options signs in by itself',
      async w => {
        const options = { baseUrl: w.baseUrl, credentials, fetch: w.fetch, clock: w.clock }
        await createSession(options).token()
        await createSession(options).token()
        equal(w.count(login), 2, 'logins')
      },
    ),
  ]
}

async function async2(work: () => unknown): Promise<unknown> {
  return work()
}
