import { pageRequest } from '../application.js'
import { type ContractCase, createTokenEndpoint, equal } from '../product.js'
import { scene } from '../world.js'

/** A session behind a Proxy, as state libraries put one around what they keep. */
export function proxiedCases(): ContractCase[] {
  const ways: [string, <T extends object>(target: T) => T][] = [
    ['that reads through', shallow],
    ['that also wraps what it reads, as Vue’s reactive() does', deep],
  ]
  return ways.flatMap(([way, wrap]) => [
    scene(`a session behind a Proxy ${way} is the same session`, async w => {
      const session = w.session()
      const looker = wrap(session)
      const seen: string[] = []
      const stop = looker.subscribe(() => seen.push(looker.state.status))
      equal(await w.whoIs(looker), '1', 'whom it acts for')
      equal(await looker.token(), await session.token(), 'its token')
      equal(looker.fetch === session.fetch, true, 'the same fetch')
      equal(looker.state, session.state, 'its state')
      equal(await w.whoIs(wrap(looker.as(789))), '789', 'whom its child acts for')
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(await w.code(session.token()), 'signed_out', 'the session afterwards')
      await looker.login()
      equal(session.state.status, 'signed_in', 'after a login')
      stop()
      equal(seen.join(), 'signing_in,signed_in,signing_out,signed_out,signing_in,signed_in', 'what it told')
      await looker.close()
      equal(await w.code(session.token()), 'closed', 'after close')
      equal(await w.code(looker.token()), 'closed', 'behind the Proxy after close')
    }),

    scene(`a token endpoint and its session behind a Proxy ${way} work`, async w => {
      const endpoint = wrap(
        createTokenEndpoint({
          session: wrap(w.session()),
          userFor: () => ({ userId: '789', sessionId: 'one' }),
        }),
      )
      const asked = pageRequest({ operation: 'token', user_id: '789' })
      equal((await endpoint(asked)).status, 200, 'status')
      equal((await endpoint.signOut({ userId: '789', sessionId: 'one' })).revoked, true, 'revoked')
    }),
  ])
}

function shallow<T extends object>(target: T): T {
  return new Proxy(target, { get: (from, key, receiver) => Reflect.get(from, key, receiver) })
}

function deep<T extends object>(target: T): T {
  return new Proxy(target, {
    get(from, key, receiver) {
      const value = Reflect.get(from, key, receiver)
      const wrapped = typeof value === 'object' && value !== null && Object.isExtensible(value)
      return wrapped ? deep(value) : value
    },
  })
}
