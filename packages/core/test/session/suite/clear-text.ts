import {
  ApiAuthApi,
  backendGrant,
  type ContractCase,
  check,
  createSession,
  createUserSession,
  equal,
  oauthGrant,
} from '../product.js'
import { credentials, scene } from '../world.js'

/** Promise 4: only https, except for loopback hosts or with `allowInsecureHttp`. */
export function clearTextCases(): ContractCase[] {
  const grant = oauthGrant({ clientId: 'my-app', redirectUri: 'https://app.test/signed-in' })
  const ways: Record<
    string,
    (options: { baseUrl: string; allowInsecureHttp?: boolean | undefined }) => unknown
  > = {
    createSession: options => createSession({ ...options, credentials }),
    createUserSession: options => createUserSession({ ...options, grant }),
    ApiAuthApi: options => new ApiAuthApi({ ...options, credentials }),
  }
  return [
    ...Object.entries(ways).map(([name, make]) =>
      // @promise only-https
      scene(
        `${name} refuses http:// at once, but for a loopback host and with allowInsecureHttp`,
        async w => {
          const opened = async (options: Parameters<typeof make>[0]) => make(options)
          for (const allowInsecureHttp of [undefined, false])
            equal(
              await w.code(opened({ baseUrl: 'http://looker.test', allowInsecureHttp })),
              'configuration',
              'code',
            )
          await opened({ baseUrl: 'http://looker.test', allowInsecureHttp: true })
          await opened({ baseUrl: 'http://localhost:19999' })
          const wrong = { baseUrl: 'https://looker.test', allowInsecureHttp: 'true' as never }
          check(
            /allowInsecureHttp/.test(String(await w.failure(opened(wrong)))),
            'the option that is no boolean',
          )
        },
      ),
    ),

    scene(
      'backendGrant() refuses http:// at once, but for a path, a loopback host and with allowInsecureHttp',
      async w => {
        const opened = async (url: string, allowInsecureHttp?: boolean) =>
          createUserSession({
            baseUrl: 'https://looker.test',
            allowInsecureHttp,
            grant: backendGrant({ url, user: '789' }),
          })
        equal(await w.code(opened('http://app.test/looker-token')), 'configuration', 'code')
        equal(await w.code(opened('http://app.test/looker-token', false)), 'configuration', 'code')
        await opened('http://app.test/looker-token', true)
        for (const url of [
          'https://app.test/looker-token',
          'http://127.0.0.1:8080/looker-token',
          '/looker-token',
        ])
          await opened(url)
      },
    ),

    scene(
      'a session with allowInsecureHttp signs in over http://',
      async w => {
        equal(await w.whoIs(w.session({ allowInsecureHttp: true })), '1', 'who it is')
      },
      { baseUrl: 'http://looker.test' },
    ),
  ]
}
