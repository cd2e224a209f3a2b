import { AuthError } from '../errors/auth-error.js'
import { callApplication } from '../page-endpoint/application-call.js'
import { Refusal } from '../page-endpoint/refusal.js'
import { Remembered } from '../page-endpoint/remembered.js'
import { unknownUserHint } from '../protocol/answers/answer-error.js'
import type { Clock } from '../runtime/clock.js'
import { type LookerAnswer, readLooker } from '../session/fetch/read-looker.js'
import type { Session } from '../session/session.js'
import { names } from './names.js'

/** A role of a Looker user, had directly or through a group. */
export interface LookerRole {
  readonly id: string
  /** Names of Looker's permissions, such as `access_data`. */
  readonly permissions: readonly string[]
  /** Whether its permission set is one that allows everything, as Admin's is. */
  readonly allAccess: boolean
}

/** A Looker user, as GET /users/{id}/roles shows them to the service account. */
export interface LookerUser {
  readonly id: string
  readonly roles: readonly LookerRole[]
}

/** Decides whether a user may have a token in a page. */
export type AllowUser = (user: LookerUser) => boolean | Promise<boolean>

/** Looker's built-in role Admin. */
const adminRoleId = '2'

/** A user who has one of these can get the tokens of others. */
const adminPermissions: ReadonlySet<string> = new Set(['administer', 'sudo'])

/** Whether a user may have a token in a page by default: those may not who can get the tokens of others with it. */
export function isNoAdmin({ roles }: LookerUser): boolean {
  return !roles.some(
    ({ id, permissions, allAccess }) =>
      id === adminRoleId || allAccess || permissions.some(permission => adminPermissions.has(permission)),
  )
}

/** Asks Looker whether users may have a token in a page. What it said is remembered for some seconds. */
export class UserCheck {
  readonly #session: Session
  readonly #allowUser: AllowUser
  readonly #clock: Clock
  readonly #ownId: Remembered<string>
  readonly #roles: Remembered<readonly LookerRole[]>

  constructor(session: Session, allowUser: AllowUser, clock: Clock) {
    this.#session = session
    this.#allowUser = allowUser
    this.#clock = clock
    this.#ownId = new Remembered(clock)
    this.#roles = new Remembered(clock)
  }

  /**
   * To be asked before there is a token.
   *
   * @throws Refusal `user_not_allowed` or `unknown_user`; ApplicationFailure; AuthError `unavailable` where Looker does not say it
   * clearly, and what `readLooker` throws.
   */
  async check(id: string, signal: AbortSignal): Promise<void> {
    const [ownId, roles] = await Promise.all([
      this.#ownId.get('', () => readOwnId(this.#session)),
      this.#roles.get(id, () => readRoles(this.#session, id)),
    ])
    const allowUser = () => this.#allowUser({ id, roles })
    const call = { option: 'allowUser', creator: names.creator, signal }
    if (ownId !== id && (await callApplication(call, allowUser, this.#clock))) return
    throw new Refusal('user_not_allowed')
  }
}

async function readOwnId(session: Session): Promise<string> {
  const path = '/user'
  const answer = await readLooker(session, path)
  const id = answer.status === 200 ? idIn(answer.body) : undefined
  if (id === undefined) throw unclear(path, answer)
  return id
}

async function readRoles(session: Session, userId: string): Promise<readonly LookerRole[]> {
  const path = `/users/${encodeURIComponent(userId)}/roles?fields=id,permission_set`
  const answer = await readLooker(session, path)
  const { status, body } = answer
  if (status === 404 && isRecord(body) && body.message === 'Not found')
    throw new Refusal('unknown_user', { hint: unknownUserHint(userId) })
  const roles = status === 200 && Array.isArray(body) ? body.map(roleIn) : [undefined]
  // One that cannot be read might be the one that makes an administrator.
  if (!roles.every(role => role !== undefined)) throw unclear(path, answer)
  return roles
}

function roleIn(body: unknown): LookerRole | undefined {
  const id = idIn(body)
  const set = isRecord(body) ? body.permission_set : undefined
  if (id === undefined || !isRecord(set) || !isListOfText(set.permissions)) return undefined
  return { id, permissions: set.permissions, allAccess: set.all_access === true }
}

/** A string in API 4.0, an integer in 3.x. */
function idIn(body: unknown): string | undefined {
  const id = isRecord(body) ? body.id : undefined
  if (Number.isSafeInteger(id)) return String(id)
  return typeof id === 'string' && id !== '' ? id : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isListOfText(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

function unclear(path: string, { status, trouble }: LookerAnswer): AuthError {
  if (trouble !== undefined) return trouble
  return new AuthError('unavailable', {
    status,
    message: `Looker did not answer GET ${path} as its documents say, so no user gets a token.`,
    hint: 'Check that the service account is an admin, who may see the roles and permission sets of users.',
  })
}
