import { createSession } from '@looker-auth/node'

// Made once for each instance. Lambda stops the process between calls, so each renewal runs within a call.
const looker = createSession({ background: false })

export async function handler(_event: unknown, context: { getRemainingTimeInMillis(): number }) {
  // Gives up half a second before Lambda ends the call, so that the function can still answer.
  const signal = AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - 500))
  try {
    const answer = await looker.as(789).fetch('/user', { signal })
    return { statusCode: answer.status, body: await answer.text() }
  } catch (error) {
    if (!signal.aborted) throw error
    return { statusCode: 504, body: 'Looker did not answer in time.' }
  }
}
