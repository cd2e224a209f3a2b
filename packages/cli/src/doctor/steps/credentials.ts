import { AuthError, createSession, type Session, type SessionOptions, type Settings } from '@looker-auth/node'
import { apiKeyOf } from '../../connection/api-key.js'
import { openSession } from '../../connection/open-session.js'
import { failureOf } from '../../failures/print-failure.js'
import { stepBoundMs } from '../bounds.js'
import type { Effects } from '../effects.js'
import type { Context, Finding, Step } from '../step.js'

export const credentialsStep: Step = {
  name: 'credentials',
  title: 'Sign-in',
  blocks: 'the sign-in failed',
  skip: ({ blocked, keyFault }) => blocked ?? keyFault,
  async run(context) {
    const { facts, signal, io, connection, effects } = context
    if (facts.settings === undefined) return { status: 'ok', lines: [] }
    const key = apiKeyOf(connection, facts.settings)
    const isStored = connection.oauth !== undefined || key.guard !== undefined
    const startMs = performance.now()
    try {
      const session = isStored
        ? privateSession(facts.settings, effects, { token: await storedToken(context) })
        : await signIn(privateSession(facts.settings, effects, { credentials: key.credentials }), signal)
      const took = `${Math.round(performance.now() - startMs)} ms`
      const kind = connection.oauth === undefined ? 'the API key' : 'a person (OAuth)'
      const line = isStored
        ? `The stored sign-in of ${kind} works (${took}).`
        : `The API key works (${took}). Its token is revoked at the end.`
      return { status: 'ok', lines: [line], facts: { session } }
    } catch (error) {
      io.signal.throwIfAborted()
      return failed(signal.aborted ? new AuthError('timeout') : error, context)
    }
  },
}

async function signIn(session: Session, signal: AbortSignal): Promise<Session> {
  try {
    await session.token({ signal })
    return session
  } catch (error) {
    await session.close()
    throw error
  }
}

/** Where only the store can give a token: a person's sign-in, or a key whose secret was not saved. */
async function storedToken({ connection, flags, io, signal }: Context): Promise<string> {
  const session = await openSession(connection, flags, io)
  try {
    return await session.token({ signal })
  } finally {
    await session.close()
  }
}

/** A session without a store: it leaves no token behind. */
function privateSession(
  settings: Settings,
  effects: Effects,
  identity: Pick<SessionOptions, 'credentials' | 'token'>,
): Session {
  const { baseUrl, allowInsecureHttp, apiVersion } = settings
  const fetch = effects.fetch(settings)
  return createSession({
    baseUrl,
    allowInsecureHttp,
    apiVersion,
    fetch,
    onClose: () => fetch.close(),
    ...identity,
    timeoutMs: stepBoundMs,
    retry: { attempts: 1, baseDelayMs: 0, boundMs: 0 },
    background: false,
    iniPath: false,
    env: {},
  })
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
