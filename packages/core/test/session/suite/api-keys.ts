import { mapStore } from '../map-store.js'
import { AuthError, type ContractCase, check, equal } from '../product.js'
import { credentials, login, scene } from '../world.js'

const { clientId, clientSecret } = credentials
const unseen = ['\n', '\r\n', '\ufeff', '\u00a0', '\0', ' \t\u200b\0\n']

/** What is around an API key, and what an error says of it. */
export function apiKeyCases(): ContractCase[] {
  return [
    scene(
      'white space, control characters and a byte order mark around an API key are taken off',
      async w => {
        for (const outer of unseen) {
          const key = {
            clientId: `${outer}${clientId}${outer}`,
            clientSecret: `${outer}${clientSecret}${outer}`,
          }
          for (const given of [key, () => key]) {
            const looker = w.session({ credentials: given })
            equal(await w.whoIs(looker), '1', JSON.stringify(outer))
            await looker.close()
          }
        }
      },
    ),

    scene('an API key with a line end and one without share one stored record and one login', async w => {
      const store = mapStore()
      await w.session({ store }).token()
      await w.session({ store, credentials: { clientId: `${clientId}\n`, clientSecret } }).token()
      equal(w.count(login), 1, 'logins')
    }),

    scene('a refused key is not tried again because of a line end', async w => {
      let given = { clientId, clientSecret: 'wrong' }
      const looker = w.session({ credentials: () => given })
      equal(await w.code(looker.token()), 'bad_credentials', 'code')
      given = { clientId, clientSecret: 'wrong\r\n' }
      equal(await w.code(looker.token()), 'bad_credentials', 'code')
      equal(w.count(login), 1, 'logins')
    }),

    scene('a key of white space alone is missing', async w => {
      const looker = w.session({ credentials: { clientId, clientSecret: '\n' } })
      equal(await w.code(looker.token()), 'configuration', 'code')
      equal(w.count(login), 0, 'logins')
    }),

    scene('bad_credentials names the base URL and where the key came from', async w => {
      const wrong = { clientId, clientSecret: 'wrong' }
      for (const [given, origin] of [
        [wrong, 'the option credentials'],
        [() => wrong, 'the credentials provider'],
        [() => ({ ...wrong, origin: 'the secret\nmanager' }), 'the secret manager'],
      ] as const) {
        const hint = hintOf(await w.failure(w.session({ credentials: given }).token()))
        check(hint.includes(`The key came from ${origin} and was sent to ${w.baseUrl}.`), hint)
        check(!/client_secret has/.test(hint), hint)
      }
    }),

    scene('bad_credentials says what is unusual about a key, and never shows it', async w => {
      for (const [secret, what] of [
        [`"canary${clientSecret}"`, 'quotes'],
        [`'canary${clientSecret}'`, 'quotes'],
        [`canary ${clientSecret}`, 'white space'],
        [`canary\u00a0${clientSecret}`, 'white space, characters outside ASCII'],
        [`canary\0${clientSecret}`, 'control characters'],
        [`canary\u200b${clientSecret}`, 'characters outside ASCII'],
        [`canaryü"${clientSecret}`, 'quotes, characters outside ASCII'],
      ] as const) {
        w.secret(secret)
        const error = await w.failure(w.session({ credentials: { clientId, clientSecret: secret } }).token())
        const hint = hintOf(error)
        check(hint.includes(`client_secret has ${what}`), `${JSON.stringify(secret)}: ${hint}`)
        check(!/canary/.test(String(error)), String(error))
      }
      const hint = hintOf(
        await w.failure(w.session({ credentials: { clientId: 'a b', clientSecret } }).token()),
      )
      check(hint.includes('client_id has white space') && !hint.includes('client_secret has'), hint)
    }),
  ]
}

function hintOf(error: unknown): string {
  check(AuthError.is(error) && error.code === 'bad_credentials', String(error))
  return (error as AuthError).hint
}
