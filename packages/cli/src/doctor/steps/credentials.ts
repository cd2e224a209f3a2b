import { AuthError, createSession, type Session, type Settings } from '@looker-auth/node'
import { apiKeyOf } from '../../connection/api-key.js'
import { openSession } from '../../connection/open-session.js'
import { failureOf } from '../../terminal/print-failure.js'
import { stepBoundMs } from '../bounds.js'
import type { Context, Finding, Step } from '../step.js'

export const credentialsStep: Step = {
  name: 'credentials',
  title: 'Sign-in',
  blocks: 'the sign-in failed',
  skip: ({ blocked, keyFault }) => blocked ?? keyFault,
  async run(context) {
    const { facts, signal, io, connection } = context
    if (facts.settings === undefined) return { status: 'ok', lines: [] }
    const { session, isStored } = await open(context, facts.settings)
    const startMs = performance.now()
    try {
      await session.token({ signal })
    } catch (error) {
      await session.close()
      io.signal.throwIfAborted()
      return failed(signal.aborted ? new AuthError('timeout') : error, context)
    }
    const took = `${Math.round(performance.now() - startMs)} ms`
    const kind = connection.oauth === undefined ? 'the API key' : 'a person (OAuth)'
    const line = isStored
      ? `The stored sign-in of ${kind} works (${took}).`
      : `The API key works (${took}). Its token is revoked at the end.`
    return { status: 'ok', lines: [line], facts: { session } }
  },
}

interface Opened {
  readonly session: Session
  /** Whether the token is that of the store, which stays. */
  readonly isStored: boolean
}

/** A session of its own for an API key; that of the store where only the store can give a token. */
async function open({ connection, flags, io }: Context, settings: Settings): Promise<Opened> {
  const key = apiKeyOf(connection, settings)
  if (connection.oauth !== undefined || key.guard !== undefined)
    return { session: await openSession(connection, flags, io), isStored: true }
  const { baseUrl, allowInsecureHttp, apiVersion, verifySsl, ca, proxy } = settings
  const session = createSession({
    baseUrl,
    allowInsecureHttp,
    apiVersion,
    verifySsl,
    ca,
    proxy,
    credentials: key.credentials,
    timeoutMs: stepBoundMs,
    retry: { attempts: 1, baseDelayMs: 0, boundMs: 0 },
    background: false,
    iniPath: false,
    env: {},
  })
  return { session, isStored: false }
}

const compare = 'Compare it with the API key in Looker (Admin, Users, Edit, API Keys).'

/** A person has to sign in again. */
const needSignIn: readonly string[] = [
  'sign_in_required',
  'refresh_token_lost',
  'signed_out',
  'token_rejected',
]

function failed(error: unknown, { connection, facts }: Context): Finding {
  if (!AuthError.is(error)) throw error
  const { message, hint, code } = failureOf(error)
  const fail = (next: string): Finding => ({ status: 'failed', lines: [message], next, code })
  const { keyAdvice } = facts
  if (code === 'bad_credentials' && keyAdvice !== undefined) return fail(`${keyAdvice} ${compare}`)
  if (connection.oauth === undefined || !needSignIn.includes(code)) return fail(hint)
  const profile = connection.profile === undefined ? '' : ` --profile ${connection.profile.name}`
  return fail(`Run: looker-auth login --oauth${profile}`)
}
