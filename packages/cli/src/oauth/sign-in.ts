import {
  AuthError,
  finishAuthorization,
  readAuthorizationAnswer,
  type Session,
  startAuthorization,
} from '@looker-auth/node'
import { describeUser, type User, userOf } from '../commands/user.js'
import type { Connection } from '../connection/connection.js'
import { openSession } from '../connection/open-session.js'
import type { GlobalFlags } from '../program/flags.js'
import { type Io, tell } from '../terminal/io.js'
import { listenForRedirect, type Redirect, registeredPort } from './redirect-server.js'

/** How a person signs in. */
export interface SignInOptions {
  /** Whether a browser is opened. */
  readonly opensBrowser: boolean
  /** The port to wait on. Default: that of `com.looker.cli`, if it is free, else any. */
  readonly port: number | undefined
}

/** A person signs in on Looker's pages, in a browser. The tokens are then stored. */
export async function signInAsPerson(
  connection: Connection,
  flags: GlobalFlags,
  io: Io,
  { opensBrowser, port }: SignInOptions,
): Promise<{ readonly user: User; readonly baseUrl: string }> {
  const server = await listenForRedirect(port, io)
  try {
    const { redirectUri } = server
    if (port === undefined && new URL(redirectUri).port !== String(registeredPort))
      tell(io, `Port ${registeredPort} is taken, so the browser comes back to ${redirectUri}.`)
    const session = await openSession(connection, flags, io, redirectUri)
    try {
      const authorization = await startAuthorization(session)
      await show(authorization.url, opensBrowser, io)
      const isAnswer = (address: URL) => readAuthorizationAnswer(address)?.state === authorization.state
      const redirect = await server.redirect(isAnswer)
      const user = await complete(session, redirect, authorization.codeVerifier, io)
      return { user, baseUrl: session.baseUrl }
    } finally {
      await session.close()
    }
  } finally {
    await server.close()
  }
}

async function show(url: string, opensBrowser: boolean, io: Io): Promise<void> {
  tell(io, `Sign in on this page:\n\n  ${url}\n`)
  if (!opensBrowser) return
  const { default: open } = await import('open')
  await open(url).then(
    browser => browser.on('error', () => {}),
    () => tell(io, 'No browser could be opened: open the address yourself.'),
  )
}

async function complete(session: Session, redirect: Redirect, codeVerifier: string, io: Io): Promise<User> {
  try {
    const answer = readAuthorizationAnswer(redirect.address)
    if (answer === undefined) throw new AuthError('state_mismatch')
    await finishAuthorization(session, { ...answer, codeVerifier })
    const user = await userOf(session, io.signal)
    await redirect.show(
      'You are signed in',
      `As ${describeUser(user)} on ${session.baseUrl}. You can close this page and go back to the terminal.`,
      true,
    )
    return user
  } catch (error) {
    const text = AuthError.is(error) ? error.message : 'See the terminal.'
    await redirect.show('The sign-in failed', text, false)
    throw error
  }
}
