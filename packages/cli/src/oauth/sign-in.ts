import { setTimeout } from 'node:timers/promises'
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
import { messageOf } from '../failures/message-of.js'
import type { GlobalFlags } from '../program/flags.js'
import { type Io, tell } from '../terminal/io.js'
import { untilInterrupted } from '../terminal/until-interrupted.js'
import { withNextStep } from './next-step.js'
import { type PageText, pages } from './page.js'
import { readPastedRedirects } from './pasted-redirect.js'
import type { IsAnswer, Redirect } from './redirect.js'
import { listenForRedirect, type RedirectServer, registeredPort } from './redirect-server.js'
import { firstWithinTime } from './within-time.js'

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
  const server = await listenForRedirect(port)
  try {
    const { redirectUri } = server
    if (port === undefined && new URL(redirectUri).port !== String(registeredPort))
      tell(
        io,
        `Port ${registeredPort} is in use, so the browser comes back to ${redirectUri}. If Looker refuses that address, end the program on port ${registeredPort} and run the command again.`,
      )
    const session = await openSession(connection, flags, io, { redirectUri })
    try {
      const { url, state, codeVerifier } = await startAuthorization(session)
      const isAnswer: IsAnswer = address => readAuthorizationAnswer(address)?.state === state
      const redirect = await answerTo(url, isAnswer, server, opensBrowser, io)
      const user = await complete(session, redirect, codeVerifier, io)
      return { user, baseUrl: session.baseUrl }
    } finally {
      await close(session, io)
    }
  } finally {
    await server.close()
  }
}

/** After Ctrl-C, an exchange of the code gets this time to end: its token is then revoked. In milliseconds. */
const lastMs = 1000

async function close(session: Session, { signal }: Io): Promise<void> {
  const closed = session.close()
  await (signal.aborted ? Promise.race([closed, setTimeout(lastMs)]) : closed)
}

async function answerTo(
  url: string,
  isAnswer: IsAnswer,
  server: RedirectServer,
  opensBrowser: boolean,
  io: Io,
): Promise<Redirect> {
  const pasted = opensBrowser ? undefined : readPastedRedirects(io)
  try {
    const answers = [server, pasted].flatMap(source => source?.redirect(isAnswer) ?? [])
    const answer = firstWithinTime(answers, io.signal)
    tell(io, `Sign in on this page:\n\n  ${url}\n`)
    if (pasted !== undefined)
      tell(
        io,
        'If the browser is on another machine, it ends on a page that does not load: paste the address of that page here.',
      )
    if (opensBrowser) void openBrowser(url, io)
    return await answer
  } finally {
    pasted?.close()
  }
}

async function openBrowser(url: string, io: Io): Promise<void> {
  const failed = () => tell(io, 'No browser could be opened: open the address yourself.')
  try {
    const { open } = await import('../apart/open.js')
    const browser = await open(url)
    const checkExit = (code: number | null) => {
      if (code) failed()
    }
    // On Windows what opens the browser has ended by now.
    if (browser.exitCode !== null) checkExit(browser.exitCode)
    else browser.once('error', failed).once('exit', checkExit)
  } catch {
    failed()
  }
}

async function complete(session: Session, redirect: Redirect, codeVerifier: string, io: Io): Promise<User> {
  try {
    const answer = readAuthorizationAnswer(redirect.address)
    if (answer === undefined) throw new AuthError('state_mismatch')
    await untilInterrupted(finishAuthorization(session, { ...answer, codeVerifier }), io.signal)
    const user = await userOf(session, io.signal)
    await redirect.show({
      title: 'You are signed in',
      text: `As ${describeUser(user)} on ${session.baseUrl}. You can close this page and go back to the terminal.`,
      ok: true,
    })
    return user
  } catch (cause) {
    if (io.signal.aborted) throw cause
    const error = withNextStep(cause)
    await redirect.show(failurePage(error))
    throw error
  }
}

function failurePage(error: unknown): PageText {
  if (!AuthError.is(error)) return { title: 'The sign-in failed', text: 'The terminal says why.', ok: false }
  if (error.code === 'access_denied') return pages.denied
  return {
    title: 'The sign-in failed',
    text: `${messageOf(error)} The terminal shows the next step.`,
    ok: false,
  }
}
