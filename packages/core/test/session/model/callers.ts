import type { Session } from '../product.js'
import type { Outcome } from './outcomes.js'
import type { Seat } from './party.js'

export function tokenOf(session: Session, signal: AbortSignal | undefined): Promise<Outcome> {
  const work = signal === undefined ? session.token() : session.token({ signal })
  return work.then(
    token => ({ token }),
    (error: unknown) => ({ error }),
  )
}

export async function answerOf(
  session: Session,
  { name }: Seat,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  try {
    const headers = { 'x-seat': name }
    const response = await session.fetch('/user', signal === undefined ? { headers } : { headers, signal })
    const { id } = (await response.json()) as { id?: string }
    return { status: response.status, id }
  } catch (error) {
    return { error }
  }
}
