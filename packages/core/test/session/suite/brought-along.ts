import { mapStore } from '../map-store.js'
import { type ContractCase, check, createSession, equal, type SessionOptions } from '../product.js'
import { credentials, scene } from '../world.js'

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
