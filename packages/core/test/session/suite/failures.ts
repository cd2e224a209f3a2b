import { mapStore } from '../map-store.js'
import { AuthError, type ContractCase, check, equal } from '../product.js'
import { credentials, login, scene } from '../world.js'

/** Promise 6: a failure costs one caller only what it must. */
export function failureCases(): ContractCase[] {
  return [...callers(), ...stores()]
}

function callers(): ContractCase[] {
  return [
    // @promise abort-rejects-one-caller
    scene('the first caller’s abort does not reject the others', async w => {
      const looker = w.session()
      const held = w.hold(login)
      const controller = new AbortController()
      const first = w.failure(looker.token({ signal: controller.signal }))
      const others = [looker.token(), looker.token(), looker.fetch('/user')]
      await held.arrived
      controller.abort('leaving')
      equal(await first, 'leaving', 'the first caller')
      held.release()
      equal(
        (await Promise.allSettled(others)).every(({ status }) => status === 'fulfilled'),
        true,
        'the others',
      )
      equal(w.count(login), 1, 'logins')
    }),

    // @promise last-abort-ends-the-token-request
    scene('the grant is aborted when its last caller leaves, and only then', async w => {
      const looker = w.session()
      const held = w.hold(login, 'request')
      const controllers = [1, 2, 3].map(() => new AbortController())
      const calls = controllers.map(({ signal }) => w.failure(looker.token({ signal })))
      await held.arrived
      for (const controller of controllers.slice(1)) controller.abort('leaving')
      await w.calm()
      equal(held.waiting, 1, 'logins on the wire while one caller is left')
      controllers[0]?.abort('leaving')
      equal((await Promise.all(calls)).join(), 'leaving,leaving,leaving', 'what they get')
      await w.calm()
      equal(held.waiting, 0, 'logins on the wire')
      equal(looker.state.status, 'idle', 'status')
      held.release()
      equal(await w.whoIs(looker), '1', 'the next caller starts anew')
    }),

    // @promise never-followers-that-hang
    scene('a failed leader’s followers get its error, and the next caller another try', async w => {
      w.emulator.faults.add({ match: { path: '*/login' }, status: 422 })
      const looker = w.session()
      const codes = await Promise.all([1, 2, 3].map(() => w.code(looker.token())))
      equal(codes.join(), 'request_refused,request_refused,request_refused', 'codes')
      await w.pass(1000)
      equal(await w.whoIs(looker), '1', 'the next caller')
      equal(w.count(login), 2, 'logins')
    }),

    // @promise network-error-keeps-the-token
    scene('a network error never deletes a token', async w => {
      const looker = w.session({ retry: { attempts: 1 } })
      const token = await looker.token()
      w.emulator.faults.add({ match: { path: '*' }, times: 'always', drop: true })
      await w.failure(looker.fetch('/user'))
      await w.pass(3_300_000)
      equal(await looker.token(), token, 'the token after failed calls and a failed renewal')
      w.emulator.faults.clear()
      equal(await w.isLive(token), true, 'it lives')
    }),

    scene(
      'a credentials provider that throws, or gives nothing, is a configuration error, once per try',
      async w => {
        const provider = () => {
          throw new Error('vault is sealed')
        }
        const error = (await w.failure(w.session({ credentials: provider }).token())) as AuthError
        equal(error.code, 'configuration', 'code')
        check(
          String((error.cause as Error).message).includes('vault is sealed'),
          'the cause is the provider’s own',
        )
        const nothing = w.session({ credentials: (() => undefined) as never })
        equal(await w.code(nothing.token()), 'configuration', 'code')
        equal(w.count(login), 0, 'logins')
      },
    ),

    // @promise never-blocked-by-a-hang
    scene('a credentials provider that hangs once does not block the session for ever', async w => {
      let hang = true
      const provider = () => (hang ? new Promise<never>(() => {}) : credentials)
      const looker = w.session({ credentials: provider })
      const controller = new AbortController()
      const call = w.failure(looker.token({ signal: controller.signal }))
      await w.calm()
      controller.abort('too long')
      equal(await call, 'too long', 'the caller that left')
      hang = false
      equal(await w.whoIs(looker), '1', 'the next one')
    }),

    // @promise never-blocked-by-a-hang
    scene('a login that hangs after a sign-out does not block the next sign-in for ever', async w => {
      const looker = w.session({ timeoutMs: 5000, retry: { attempts: 1 } })
      const held = w.hold(login)
      const call = w.code(looker.token())
      await held.arrived
      await looker.logout()
      equal(await call, 'signed_out', 'the caller')
      const back = looker.login()
      await w.pass(5000)
      held.release()
      await w.drive(back)
      equal(await w.whoIs(looker), '1', 'who it is')
    }),
  ]
}

function stores(): ContractCase[] {
  const garbage: [string, string][] = [
    ['unreadable', 'not json'],
    ['half-written', '{"v":1,"kind":"token","id":"a"'],
    ['of another version', '{"v":2,"kind":"token","id":"a"}'],
    ['of an unknown kind', '{"v":1,"kind":"else","id":"a"}'],
    ['empty', ''],
    [
      'without a lifetime',
      '{"v":1,"kind":"token","id":"a","accessToken":"x","signInId":"s","sentAtMs":1,"draw":0}',
    ],
  ]
  return [
    ...garbage.map(([what, value]) =>
      // @promise never-an-exception-of-a-store
      scene(`a stored record that is ${what} costs a login and an event, never an exception`, async w => {
        const store = mapStore()
        await w.session({ store }).token()
        const [key] = [...store.records.keys()]
        store.records.set(key as string, {
          record: { value, keepUntilMs: w.clock.now() + 1e9 },
          version: 'bad',
        })
        const looker = w.session({ store })
        equal(await w.whoIs(looker), '1', 'who it is')
        equal(w.count(login), 2, 'logins')
        equal(w.events.filter(({ type }) => type === 'record_set_aside').length > 0, true, 'an event')
        equal(await w.session({ store }).token(), await looker.token(), 'the record is whole again')
        equal(w.count(login), 2, 'logins')
      }),
    ),

    scene('a store that is down costs logins and one event, and is used again when it is back', async w => {
      const store = mapStore()
      store.before = () => {
        throw new Error('connection refused')
      }
      const looker = w.session({ store })
      for (let count = 0; count < 20; count++) {
        equal(await w.whoIs(looker), '1', 'who it is')
        await w.pass(500)
      }
      equal(w.count(login), 1, 'logins')
      equal(w.events.filter(({ type }) => type === 'store_failure').length, 1, 'events')
      store.before = undefined
      await w.pass(2000)
      await looker.token()
      equal(w.events.filter(({ type }) => type === 'store_recovered').length, 1, 'events of recovery')
    }),

    scene('a store that never answers holds nobody for more than 2 s', async w => {
      const store = mapStore()
      store.before = () => new Promise(() => {})
      const startedMs = w.clock.monotonic()
      await w.drive(w.session({ store }).token())
      check(w.clock.monotonic() - startedMs <= 2500, 'somebody waited longer')
      equal(w.count(login), 1, 'logins')
    }),

    // @promise never-blocked-by-a-store
    scene('a store that never answers again holds callers 2 s once, then 250 ms a second', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const token = await looker.token()
      await w.pass(1000)
      store.before = () => new Promise(() => {})
      const waitsMs: number[] = []
      for (let count = 0; count < 20; count++) {
        const startedMs = w.clock.monotonic()
        equal(await w.drive(looker.token()), token, 'the token')
        waitsMs.push(w.clock.monotonic() - startedMs)
        await w.pass(500)
      }
      equal(Math.max(...waitsMs), 2000, 'the longest wait')
      check(
        waitsMs.slice(1).every(waitMs => waitMs <= 250),
        `waits of ${waitsMs}`,
      )
      equal(w.events.filter(({ type }) => type === 'store_failure').length, 1, 'events')
      equal(w.count(login), 1, 'logins')
    }),

    scene('a store that fails only while a token is written goes on from memory', async w => {
      const store = mapStore()
      store.before = operation => {
        if (operation === 'commit') throw new Error('disk full')
      }
      const looker = w.session({ store })
      const token = await looker.token()
      await w.pass(10_000)
      equal(await looker.token(), token, 'the token')
      equal(w.count(login), 1, 'logins')
    }),

    scene('an error of the store does not carry the token into an event', async w => {
      const store = mapStore()
      store.before = operation => {
        if (operation === 'commit') throw new Error(`cannot write ${w.emulator.stats.login}`)
      }
      const commit = store.commit.bind(store)
      store.commit = async (key, next, version) => {
        try {
          return await commit(key, next, version)
        } catch {
          throw Object.assign(new Error(`cannot write ${next.value}`), { record: next })
        }
      }
      const looker = w.session({ store })
      await looker.token()
      const said = w.events.find(event => event.type === 'store_failure')
      check(said !== undefined && AuthError.is(said) === false, 'an event')
      await w.drive(w.failure(looker.logout()))
    }),
  ]
}
