import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'

/** Looker as a test needs it: call `listen()` before the tests, `close()` after them. */
export function mockServer(baseUrl: string) {
  const api = `${baseUrl}/api/4.0`
  return setupServer(
    http.post(`${api}/login`, () =>
      HttpResponse.json({ access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 }),
    ),
    http.get(`${api}/user`, ({ request }) =>
      request.headers.get('authorization') === 'token a-token'
        ? HttpResponse.json({ id: '1' })
        : HttpResponse.json({ message: 'Requires authentication.' }, { status: 401 }),
    ),
    http.delete(`${api}/logout`, () => new HttpResponse(null, { status: 204 })),
  )
}
