import type { IApiSettings, IAuthSession, IRequestProps } from '@looker/sdk-rtl'
import { AuthError, connectionOf, inWorkspace, type Session, type Workspace } from '@looker-auth/core'
import { SessionTransport } from '../transport/session-transport.js'
import { type SdkToken, sdkToken } from './sdk-token.js'
import { type CallSettings, settingsOf } from './settings.js'

/** How an SDK object uses its session. */
export interface LookerSdkOptions extends CallSettings {
  /** The workspace of all calls; it belongs to the identity, and no call changes it. Default: that of the session. */
  readonly workspace?: Workspace | undefined
  /** Whether `authSession.logout()` may sign the session itself out, for everybody who uses it. Default false. */
  readonly ownsSession?: boolean | undefined
}

/**
 * The session as the SDK's classes and functions take it. `login(id)` makes this object another user's, and no one else's:
 * each caller that should be another user at the same time takes an object of its own.
 */
export class SdkAuthSession implements IAuthSession {
  readonly settings: IApiSettings
  readonly transport: SessionTransport
  readonly #root: Session
  readonly #ownsSession: boolean
  readonly #connection
  /** The user's session comes from this one, so that one user in one workspace is one identity, however it is asked for. */
  readonly #given: Session
  readonly #workspace: Workspace | undefined
  #user: Session | undefined

  constructor(session: Session, { workspace, ownsSession = false, ...settings }: LookerSdkOptions) {
    this.#connection = connectionOf(session)
    this.#given = session
    this.#workspace = workspace
    this.#root = this.#placed(session)
    this.#ownsSession = ownsSession
    this.settings = settingsOf(this.#root, settings)
    this.transport = new SessionTransport({
      settings: this.settings,
      connection: this.#connection,
      currentSession: () => this.#current,
    })
    refuseOtherVersions(session)
  }

  /** The id of the user whom the admin acts for; empty for the session's own user. */
  get sudoId(): string {
    const { grant, subject } = this.#current.state.identity
    return grant === 'sudo' ? (subject ?? '') : ''
  }

  set sudoId(id: string) {
    if (id === this.sudoId) return
    throw new AuthError('configuration', {
      message: 'sudoId was set by hand.',
      hint: 'Call login(id), or logout() to go back.',
    })
  }

  isSudo(): boolean {
    return this.sudoId !== ''
  }

  /** Whether there is a token that is not expired. The next call gets one if there is none. */
  isAuthenticated(): boolean {
    const session = this.#current
    const { expiresAtMs } = session.state
    return isOpen(session) && expiresAtMs !== undefined && expiresAtMs > this.#connection.clock.now()
  }

  /**
   * The token that the next call would run with.
   *
   * @throws AuthError as `session.token()`.
   */
  async getToken(): Promise<SdkToken> {
    return this.#tokenOf(this.#current)
  }

  /**
   * Adds the token to a request that somebody else sends. This SDK object's own requests go through the session instead.
   *
   * @throws AuthError `foreign_origin` for an address that is not the session's; else as `session.token()`.
   */
  async authenticate(props: IRequestProps): Promise<IRequestProps> {
    const session = this.#current
    refuseForeignOrigin(session, props.url)
    const Authorization = `Bearer ${await session.token()}`
    return { ...props, headers: { ...props.headers, Authorization } }
  }

  /**
   * Signs in as the given user from now on; without an id, as the session's own user. If Looker refuses, this object stays
   * that user's, and its calls fail: they never run as the admin.
   *
   * @throws AuthError `unknown_user`, `sudo_refused`; `configuration` on a session that may not act for others; else as `session.login()`.
   */
  async login(sudoId?: string | number): Promise<SdkToken> {
    const session = this.#sessionOf(sudoId)
    this.#user = session === this.#root ? undefined : session
    if (session === this.#root && this.#ownsSession) await session.login()
    return this.#tokenOf(session)
  }

  /**
   * Goes back from another user to the session's own. That user's token stays for others who use the session. Of the
   * session itself, it signs out only with `ownsSession`: then true says that Looker ended its tokens.
   *
   * @throws AuthError `store_failed`: the sign-out could not be written where others would see it.
   */
  async logout(): Promise<boolean> {
    if (this.#user !== undefined) {
      this.#user = undefined
      return true
    }
    return this.#ownsSession && (await this.#root.logout()).revoked
  }

  /** Goes back to the session's own user. */
  reset(): void {
    this.#user = undefined
  }

  /** The session of a user as it is now: an older one may have been signed out since. */
  #sessionOf(sudoId: string | number | undefined): Session {
    if (sudoId === undefined || sudoId === '') return this.#root
    const isRoots = this.#user === undefined && String(sudoId) === this.sudoId
    return isRoots ? this.#root : this.#placed(this.#given.as(sudoId))
  }

  #placed(session: Session): Session {
    return this.#workspace === undefined ? session : inWorkspace(session, this.#workspace)
  }

  /** Of the session that the caller asked for: another call may change the user before this one is answered. */
  async #tokenOf(session: Session): Promise<SdkToken> {
    return sdkToken(await session.token(), session.state, this.#connection.clock)
  }

  get #current(): Session {
    return this.#user ?? this.#root
  }
}

function refuseOtherVersions({ apiVersion }: Session): void {
  if (apiVersion === '4.0') return
  throw new AuthError('configuration', {
    message: `The session is of API ${apiVersion}, and the SDK of API 4.0.`,
    hint: "Give createSession() the option apiVersion: '4.0', which is the default.",
  })
}

function isOpen(session: Session): boolean {
  try {
    connectionOf(session)
    return true
  } catch {
    return false
  }
}

/** The caller sends this request without our base URL, so a relative address may lead to another origin. */
function refuseForeignOrigin({ baseUrl }: Session, url: string): void {
  if (URL.canParse(url) && new URL(url).origin === new URL(baseUrl).origin) return
  throw new AuthError('foreign_origin', { message: 'The token is not added to a request to another origin.' })
}
