import { type ContractCase, check, equal } from '../product.js'
import { scene } from '../world.js'

/** What is judged is the path, as the platform or the server may resolve it. */
const dotted = [
  '/../../x',
  '/..',
  '/.',
  '/x/..',
  '/x/.',
  '/x/..//session',
  '/./session',
  '/../4.0/session',
  '/%2e%2e/x',
  '/.%2E/x',
  '/%2E./x',
  '/%2e/x',
  '/x/..%2f..%2Fsession',
  '/x/..%5c..%5Csession',
  '/x\\..\\..\\session',
  '/x/.. ',
  '/x/..\u0000',
  '/%zz/%2e%2e/%2e%2e/x',
  '/x/..?a=b',
  '/x/..#part',
]

const resolvedToSession = [
  '/api/4.0/x/..//session',
  '/api/4.0//session',
  '/api//4.0/session//',
  '//api/4.0/session',
  '/x/../api/4.0/session',
  '/x/%2e%2e/api/4.0/session',
  '/api/4.0/./session',
  '/api/4.0/session/.',
  '/api/4.0/x/%2e%2E/%73ession',
  '/api/4.0/%2fsession',
  '/api/4.0/x%2f..%2fsession',
]

/** Promise 4: a path leads to the API and to no other operation than it says. */
export function pathCases(): ContractCase[] {
  return [
    ...dotted.map(path =>
      // @promise dot-segments-throw
      scene(`a path with dot segments leads elsewhere: ${JSON.stringify(path)} is configuration`, async w => {
        const looker = w.session()
        for (const method of ['GET', 'PATCH'])
          equal(await w.code(looker.fetch(path, { method })), 'configuration', method)
        equal(w.sent.length, 0, 'requests')
      }),
    ),

    ...resolvedToSession.map(path =>
      // @promise workspace-change-is-refused
      scene(
        `an absolute address that resolves to the session’s own is refused for PATCH: ${path}`,
        async w => {
          const looker = w.session()
          for (const base of [w.baseUrl, `${w.baseUrl}/proxy`]) {
            const proxied = w.session({ baseUrl: base })
            const url = `${base}${path}`
            for (const input of [url, new URL(url), new Request(url, { method: 'PATCH' })])
              equal(await w.code(proxied.fetch(input, { method: 'PATCH' })), 'configuration', 'code')
          }
          equal(w.sent.length, 0, 'requests')
          check((await looker.fetch(`${w.baseUrl}${path}`)).status > 0, 'GET is not answered')
        },
      ),
    ),
  ]
}
