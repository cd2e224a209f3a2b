import { type ContractCase, equal } from '../product.js'
import { credentials, scene } from '../world.js'

/** What comes of answers that Looker does not send, and of secrets that are easily spoilt. */
export function badAnswerCases(): ContractCase[] {
  return [
    ...badAnswers.map(([what, fault, code]) =>
      // @promise never-broken-by-an-answer
      scene(`a login answered with ${what} is ${code}, and the session goes on once it is over`, async w => {
        const looker = w.session({ retry: { attempts: 1 } })
        w.emulator.faults.add({ match: { path: '*/login' }, ...fault })
        equal(await w.code(looker.token()), code, 'code')
        await w.pass(31_000)
        equal(await w.whoIs(looker), '1', 'afterwards')
      }),
    ),

    ...[true, false].map(nullRefreshToken =>
      scene(
        `a login answered with refresh_token ${nullRefreshToken ? 'null' : 'absent'} is a login like any other`,
        async w => equal(await w.whoIs(w.session()), '1', 'who it is'),
        { options: { nullRefreshToken } },
      ),
    ),

    ...spoilt.flatMap(clientSecret =>
      (['body', 'query'] as const).map(credentialsIn =>
        // @promise never-a-corrupted-secret
        scene(
          `the secret ${JSON.stringify(clientSecret)} arrives as it is in the ${credentialsIn}`,
          async w => {
            const key = { ...credentials, clientSecret }
            equal(await w.whoIs(w.session({ credentials: key, credentialsIn })), '1', 'who it is')
          },
          {
            seed: {
              users: [{ id: 1, admin: true }],
              apiKeys: [{ client_id: credentials.clientId, client_secret: clientSecret, user_id: 1 }],
            },
          },
        ),
      ),
    ),
  ]
}

const spoilt = ['%2B', 'a+b', 'a&b=c', 'ü ß €', 'in ner spaces', '"quotes"', '%', 'a%20b', '日本語']

const badAnswers = [
  ['HTML instead of JSON', { html: true }, 'not_looker_api'],
  ['a 200 with an error body', { json: { message: 'Validation failed' } }, 'malformed_response'],
  ['an empty body', { body: '' }, 'malformed_response'],
  ['truncated JSON', { truncate: true }, 'malformed_response'],
  ['no expires_in', { omit: ['expires_in'] }, 'malformed_response'],
  ['a negative expires_in', { merge: { expires_in: -1 } }, 'malformed_response'],
  ['expires_in as text', { merge: { expires_in: '3600' } }, 'malformed_response'],
  ['a huge expires_in', { merge: { expires_in: 1e12 } }, 'malformed_response'],
  ['no token', { omit: ['access_token'] }, 'malformed_response'],
  ['an empty token', { merge: { access_token: '' } }, 'malformed_response'],
  ['a token that is no string', { merge: { access_token: 7 } }, 'malformed_response'],
  ['a refresh_token that is no string', { merge: { refresh_token: 7 } }, 'malformed_response'],
  ['a body of 100 MB', { bodyBytes: 100_000_000 }, 'malformed_response'],
  ['a 204', { status: 204 }, 'malformed_response'],
  ['a connection that breaks off in the body', { drop: 'body' }, 'network'],
] as const
