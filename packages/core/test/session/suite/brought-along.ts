import { mapStore } from '../map-store.js'
import { type ContractCase, check, createSession, equal, type SessionOptions } from '../product.js'
import { credentials, login, loginUser, scene } from '../world.js'

/** What callers bring along, when it is nonsense or misbehaves. */
export function broughtAlongCases(): ContractCase[] {
  return [...settings(), ...functions(), ...requests()]
}

function settings(): ContractCase[] {
  const nonsense: Record<string, Partial<Record<keyof SessionOptions, unknown>>> = {
    'revalidateEveryMs: NaN': { revalidateEveryMs: Number.NaN },
    'lockWaitMs: -1': { lockWaitMs: -1 },
    'lockHoldMs: text': { lockHoldMs: '5s' },
    'maxSessions: NaN': { maxSessions: Number.NaN },
    'a workspace that does not exist': { workspace: 'Dev' },
    'a workspace that is empty': { workspace: '' },
    'a workspace in a list': { workspace: ['dev'] },
    'workspace: null': { workspace: null },
    'workspace: true': { workspace: true },
    'a store without commit': { store: { load: async () => undefined } },
    'a lock that is none': { lock: {} },
    'a listener that is none': { onEvent: null },
    'a background that is none': { background: 'yes' },
    'credentials: null': { credentials: null },
    'an empty token': { credentials: undefined, token: '' },
    'a token that no header can carry': { credentials: undefined, token: 'abc\ndef' },
    'a token without accessToken': { credentials: undefined, token: {} },
    'a lifetime that is none': {
      credentials: undefined,
      token: { accessToken: 'abc', expiresIn: Number.NaN },
    },
    'a lifetime below 0': { credentials: undefined, token: { accessToken: 'abc', expiresIn: -1 } },
  }
  const nonsenseOfUsers: [string, unknown][] = [
    ['a workspace that does not exist', { workspace: 'Dev' }],
    ['a workspace that is empty', { workspace: '' }],
    ['a workspace in a list', { workspace: ['dev'] }],
    ['workspace: null', { workspace: null }],
    ['workspace: 1', { workspace: 1 }],
    ['associative: text', { associative: 'no' }],
    ['associative: null', { associative: null }],
    ['a workspace in place of the options', 'dev'],
    ['null in place of the options', null],
    ['a function in place of the options', () => ({})],
  ]
  return [
    ...nonsenseOfUsers.map(([what, options]) =>
      scene(`as() throws at once on ${what}`, async w => {
        const looker = w.session()
        equal(await w.code((async () => looker.as(789, options as never))()), 'configuration', 'code')
        equal(await w.whoIs(looker.as(789, { workspace: undefined })), '789', 'who it is with none')
      }),
    ),

    ...Object.entries(nonsense).map(([what, options]) =>
      // @promise bad-configuration-throws-at-once
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

function functions(): ContractCase[] {
  const broken = (): never => {
    throw new TypeError('Illegal invocation')
  }
  return [
    scene('a waitUntil that throws costs a wait, not the call', async w => {
      const looker = w.session()
      const old = await looker.token()
      await w.pass(3_300_000)
      check((await looker.token({ waitUntil: broken })) !== old, 'it did not wait for the renewal')
      const whole = w.session({ background: broken })
      await whole.token()
      await w.pass(3_300_000)
      equal(await w.whoIs(whole), '1', 'who it is')
    }),

    scene('a store whose watch cannot be ended breaks no sign-in, no sign-out and no close()', async w => {
      const store = mapStore({ watches: true })
      const { watch } = store
      store.watch = (key, listener) => {
        watch?.(key, listener)
        return broken
      }
      const looker = w.session({ store })
      await looker.token()
      await w.pass(3_300_000)
      await looker.token()
      equal((await looker.logout()).revoked, true, 'revoked')
      await looker.login()
      await looker.close()
    }),

    scene('a denied user fails fast with the refusal, also while the credentials provider fails', async w => {
      let fails = false
      const looker = w.session({
        credentials: () => {
          if (fails) throw new Error('the vault is sealed')
          return credentials
        },
      })
      const nobody = looker.as(4711)
      equal(await w.code(nobody.token()), 'unknown_user', 'code')
      fails = true
      equal(await w.code(nobody.token()), 'unknown_user', 'code while the provider fails')
    }),
  ]
}

function requests(): ContractCase[] {
  return [
    scene('an init that gives undefined leaves the Request’s own redirect and signal in force', async w => {
      const looker = w.session()
      w.emulator.faults.add({ match: { path: '*/start' }, redirectTo: 'http://evil.example/x' })
      const url = `${w.baseUrl}/api/4.0/start`
      const { signal } = new AbortController()
      const redirect: (RequestInit['redirect'] | undefined)[] = []
      const signals: unknown[] = []
      const spying = w.session({
        fetch: (input, init) => {
          redirect.push(init?.redirect)
          signals.push(init?.signal)
          return w.fetch(input, init)
        },
        timeoutMs: 0,
      })
      await looker.token()
      const own = new Request(url, { redirect: 'manual', signal })
      await spying.fetch(own, { redirect: undefined, signal: undefined } as never)
      equal(redirect.at(-1), 'manual', 'redirect')
      equal(signals.at(-1), own.signal, 'signal')
    }),

    scene('an abort while the body of a 401 is looked at rejects with signal.reason, unchanged', async w => {
      const controller = new AbortController()
      const reason = { why: 'no longer needed' }
      let asked = (): void => {}
      const reading = new Promise<void>(resolve => {
        asked = resolve
      })
      const looker = w.session({
        fetch: async (input, init) => {
          if (!String(input).endsWith('/user')) return w.fetch(input, init)
          const body = new ReadableStream({ pull: () => asked() })
          return new Response(body, { status: 401, headers: { 'content-type': 'application/json' } })
        },
      })
      const call = w.failure(looker.fetch('/user', { signal: controller.signal }))
      await reading
      await w.calm()
      controller.abort(reason)
      equal(await call, reason, 'the reason')
      equal(w.count(login), 1, 'logins')
      await w.pass(120_000)
    }),
  ]
}
