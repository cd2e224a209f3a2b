import { AsyncLocalStorage } from 'node:async_hooks'
import type { Fetch } from '@looker-auth/node'
import type { EmbedEvent } from '../../shared/messages'

const path = '/embed/cookieless_session'
/** Events that are kept of each session of the application. */
const most = 500

/** Sees what the embed endpoint asks of Looker, and for which session of the application. */
export class EmbedWatch {
  readonly #slots = new AsyncLocalStorage<string>()
  readonly #events = new Map<string, readonly EmbedEvent[]>()
  readonly #tell: (event: EmbedEvent) => void
  readonly #nowMs: () => number
  #count = 0

  /** @param tell Hears of each event, once. */
  constructor(tell: (event: EmbedEvent) => void, nowMs: () => number) {
    this.#tell = tell
    this.#nowMs = nowMs
  }

  /** Does some work for one session of the application. */
  during<T>(slot: string, work: () => T): T {
    return this.#slots.run(slot, work)
  }

  /** Since the last sign-in of each session: for a tab that was not open then. */
  get events(): readonly EmbedEvent[] {
    return [...this.#events.values()].flat().sort((one, other) => one.number - other.number)
  }

  add(slot: string, event: Pick<EmbedEvent, 'kind' | 'status' | 'code'>): void {
    this.#count++
    const added: EmbedEvent = { ...event, slot, number: this.#count, atMs: this.#nowMs() }
    const before = event.kind === 'signed_in' ? [] : (this.#events.get(slot) ?? [])
    this.#events.set(slot, [...before, added].slice(-most))
    this.#tell(added)
  }

  /** A fetch that tells of each request for embed sessions. */
  watched(inner: Fetch): Fetch {
    return async (input, init) => {
      const slot = this.#slots.getStore()
      const url = input instanceof Request ? input.url : String(input)
      if (slot === undefined || !url.includes(path)) return inner(input, init)
      try {
        const response = await inner(input, init)
        this.add(slot, await eventOf(init?.method ?? 'GET', init?.body, response))
        return response
      } catch (error) {
        this.add(slot, { kind: 'failed' })
        throw error
      }
    }
  }
}

async function eventOf(
  method: string,
  sent: unknown,
  response: Response,
): Promise<Pick<EmbedEvent, 'kind' | 'status'>> {
  const { status, ok } = response
  if (method === 'PUT' && status === 400) return { kind: 'expired' }
  if (!ok) return { kind: 'failed', status }
  if (method === 'DELETE') return { kind: 'ended' }
  const answer = fieldsOf(await response.clone().text())
  if (method === 'PUT') return { kind: answer.session_reference_token_ttl === 0 ? 'over' : 'renewed' }
  // Looker makes another session in place of one that has ended, and may leave out what was sent.
  const known = fieldsOf(sent).session_reference_token
  const { session_reference_token: reference = known } = answer
  return { kind: known !== undefined && known === reference ? 'joined' : 'made' }
}

function fieldsOf(text: unknown): Record<string, unknown> {
  return typeof text === 'string' && text !== '' ? Object(JSON.parse(text)) : {}
}
