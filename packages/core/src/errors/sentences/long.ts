import type { AuthErrorCode } from '../error-codes.js'
import type { Sentences } from './sentences.js'

export { showStack } from '../shown-stack.js'

const sentences: Record<AuthErrorCode, Sentences> = {
  configuration: {
    message: 'A setting is missing, contradicts another one, or does not fit this server.',
    hint: 'Check base_url (scheme, host and port, without /api), the API version and the credentials.',
  },
  invalid_user_id: {
    message: 'This is not a Looker user id.',
    hint: 'Pass an id of 1 to 255 characters, other than "." and ".."; on API 3.x a whole number from 0.',
  },
  bad_credentials: {
    message: 'Looker does not know this client_id and client_secret.',
    hint: 'Check both against the API key in Looker (Admin, Users, Edit, API Keys), and that the key belongs to this instance and its user is not disabled.',
  },
  unknown_user: {
    message: 'Looker knows no user with this id, or the signed-in user may not see them.',
    hint: 'Check the user id in Looker (Admin, Users).',
  },
  sudo_refused: {
    message: 'Looker refused a token for another user.',
    hint: 'login_user needs an API key of an admin user; associative=false also needs a licence for it.',
  },
  sudo_unsupported: {
    message: 'Looker (Google Cloud core) refused a token for another user.',
    hint: 'Looker (Google Cloud core) allows this only to an API-only service account with the Admin role, and only for Embed users.',
  },
  token_rejected: {
    message: 'Looker no longer accepts this access token.',
    hint: 'It expired or was revoked: sign in again with the credentials that it was obtained with.',
  },
  request_refused: {
    message: 'Looker refused the request as invalid.',
    hint: "Read the server's message; check the parameters and the API version.",
  },
  malformed_response: {
    message: 'The answer is not what the Looker API sends.',
    hint: 'Something between here and Looker (a proxy, a gateway, a wrong host) may have changed the answer or cut it off: check base_url and what the request passes on its way.',
  },
  not_looker_api: {
    message: 'The server that answered is not the Looker API.',
    hint: 'Check the host and port in base_url (the API is on 443 or 19999; 9999 is the web page), and that no proxy or sign-in page answers in its place.',
  },
  api_version_removed: {
    message: 'This Looker release no longer serves the API version asked for.',
    hint: 'Releases from 23.18 serve no API 3.x: use API version 4.0 (apiVersion or LOOKERSDK_API_VERSION).',
  },
  rate_limited: {
    message: 'Looker asks for fewer requests.',
    hint: 'Wait for retryAfterMs where it is given, and share one session instead of signing in for each call.',
  },
  unavailable: {
    message: 'Looker could not answer at the moment.',
    hint: 'The instance may be restarting or overloaded: try again later, and check {base_url}/alive.',
  },
  network: {
    message: 'Looker could not be reached.',
    hint: 'Check host and port in base_url, name resolution, firewall and proxy.',
  },
  tls: {
    message: 'No trusted TLS connection to Looker could be made.',
    hint: "Give the certificate authority that signed the server's certificate (the `ca` setting), or check the port.",
  },
  timeout: {
    message: 'Looker did not answer in time.',
    hint: 'Check host, port and firewall, or raise the timeout.',
  },
  sign_in_required: {
    message: 'The user has to sign in first.',
    hint: 'With OAuth, call signIn() from a click, or on a server send the user to the url of startAuthorization(); with a backend, sign in to the application that the token endpoint belongs to.',
  },
  identity_changed: {
    message: 'This session belongs to another user than the user who is signed in now.',
    hint: 'Reload the page, or make a new session for the user who is signed in now. To stay with the user of this session, sign in again as the user of this session: with OAuth by signIn(), with a backend in the application, then login().',
  },
  user_not_allowed: {
    message: 'The token endpoint gives no tokens for this user.',
    hint: 'By default it refuses administrators and always its own service account; see allowUser of createTokenEndpoint().',
  },
  refresh_token_lost: {
    message: 'The refresh token was used or revoked, so the access token cannot be renewed.',
    hint: 'Sign in again with signIn().',
  },
  state_mismatch: {
    message: 'This answer belongs to no sign-in that began in this tab, or to one that was completed before.',
    hint: 'Begin again with signIn(). Do not reload or bookmark the address that Looker sent the user back to.',
  },
  access_denied: {
    message: 'The user or Looker denied this application access.',
    hint: 'Sign in again and choose Allow. If Looker refused: an administrator can enable the application in Looker.',
  },
  authorization_failed: {
    message: 'Looker ended the sign-in with an error.',
    hint: "Read the server's message; check the client id and redirect URI against the application registered in Looker.",
  },
  code_rejected: {
    message: 'Looker did not accept the authorization code.',
    hint: 'It expired, was used before, or belongs to another sign-in: begin again with signIn().',
  },
  foreign_origin: {
    message: "This address does not belong to the session's Looker instance.",
    hint: 'Pass a path that begins with one slash, such as "/user", or an absolute address with the scheme, host and port of base_url. For another instance, use another session.',
  },
  signed_out: {
    message: 'This session is signed out.',
    hint: 'Call login() to sign in again.',
  },
  closed: {
    message: 'This session is closed.',
    hint: 'Make a new session with createSession(), or with as() of a session that is open.',
  },
  store_failed: {
    message: 'The store could not be read or written.',
    hint: 'Repair the store (see the cause). If logout() threw this error, call logout() again: other sessions may still be signed in.',
  },
}

/** What is said of a code on servers and in development: the whole sentence, and the usual next step. The sentences may improve. */
export function sentencesOf(code: AuthErrorCode): Sentences {
  return sentences[code]
}
