import nock from 'nock'

/** Looker as a test needs it: the login, one call that checks the token, and the sign-out. nock 13 and 14 */
export function mockLooker(baseUrl: string) {
  return nock(baseUrl)
    .post('/api/4.0/login')
    .reply(200, { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 })
    .get('/api/4.0/user')
    .matchHeader('authorization', 'token a-token')
    .reply(200, { id: '1' })
    .delete('/api/4.0/logout')
    .reply(204)
}
