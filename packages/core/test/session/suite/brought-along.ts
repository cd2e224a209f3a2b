import { mapStore } from '../map-store.js'
import { type ContractCase, check, createSession, equal, type SessionOptions } from '../product.js'
import { credentials, loginUser, scene } from '../world.js'

/** What callers bring along, when it is nonsense or misbehaves. */
export function broughtAlongCases(): ContractCase[] {
  return [...settings()]
}

function settings(): ContractCase[] {
  const nonsense: Record<string, Partial<Record<keyof SessionOptions, unknown>>> = {
    'an empty token': { credentials: undefined, token: '' },
    'a token that no header can carry': { credentials: undefined, token: 'abc\ndef' },
    'a token without accessToken': { credentials: undefined, token: {} },
    'a lifetime that is none': {
      credentials: undefined,
      token: { accessToken: 'abc', expiresIn: Number.NaN },
    },
    'a lifetime below 0': { credentials: undefined, token: { accessToken: 'abc', expiresIn: -1 } },
  }
  return [
    ...Object.entries(nonsense).map(([what, options]) =>
      scene(`createSession throws at once on ${what}`, async w => {
        const make = async () =>
          createSession({ baseUrl: w.baseUrl, credentials, ...options } as SessionOptions)
        equal(await w.code(make()), 'configuration', 'code')
      }),
    ),

    scene('the state shows whom the session is; writing to it does not make it somebody else', async w => {
      const looker = w.session()
      const ana = looker.as(789)
      for (const { state } of [looker, ana])
        equal(Reflect.set(state.identity, 'subject', '2'), false, 'whether it could be written')
      equal(await w.whoIs(ana), '789', 'who it is')
      equal(w.count(loginUser(2)), 0, 'sudo logins of another user')
    }),

    scene('a stored token that no header can carry is set aside, and costs a login', async w => {
      const store = mapStore()
      await w.session({ store }).token()
      for (const [key, { record, version }] of store.records) {
        const fields = JSON.parse(record.value)
        const value = JSON.stringify({ ...fields, accessToken: 'abc\ndef' })
        store.records.set(key, { record: { ...record, value }, version })
      }
      equal(await w.whoIs(w.session({ store })), '1', 'who it is')
      check(
        w.events.some(({ type }) => type === 'record_set_aside'),
        'no event says so',
      )
    }),
  ]
}
