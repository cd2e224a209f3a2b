import { AuthError } from '../errors/auth-error.js'
import { answerError } from '../protocol/answers/answer-error.js'
import { kindOfAnswer } from '../protocol/answers/answer-kind.js'
import { apiUrl, authorization, type WireRequest } from '../protocol/wire.js'
import type { Workspace } from '../tokens/identity.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import { exchange } from '../transport/exchange.js'
import { withRetry } from '../transport/retry.js'
import type { RequestSignals } from './grant.js'

/**
 * Moves a token to a workspace: PATCH /session. A new token starts in production.
 *
 * @throws AuthError as for any request of the auth endpoints.
 */
export async function selectWorkspace(
  calls: AuthCalls,
  token: string,
  workspace: Workspace,
  { signal, stopSignal }: Partial<RequestSignals> = {},
): Promise<void> {
  const request: WireRequest = {
    method: 'PATCH',
    url: apiUrl(calls.target, '/session'),
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: authorization(calls.target, token),
    },
    body: JSON.stringify({ workspace_id: workspace }),
    secrets: [token],
  }
  const attempt = async (): Promise<void> => {
    const answer = await exchange(calls.transport, request, signal)
    if (answer.status >= 200 && answer.status < 300) return
    const context = { secrets: [token], nowMs: calls.clock.now(), url: request.url }
    const kind = kindOfAnswer(answer)
    if (kind === 'rate_limited') throw answerError('rate_limited', kind, answer, context)
    if (kind === 'server_error') throw answerError('unavailable', kind, answer, context)
    throw new AuthError('request_refused', {
      message: `Looker did not move the token to the workspace ${JSON.stringify(workspace)}.`,
      hint: 'Check that the user may develop (for "dev"), and the name of the workspace.',
      status: answer.status,
    })
  }
  await withRetry(attempt, calls.retry, calls, stopSignal)
}
