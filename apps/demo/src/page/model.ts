import { signal } from '@preact/signals'
import type { DemoFacts, EmbedEvent, LiveMessage, LiveState, TokenEvent } from '../shared/messages'
import type { Problem } from './problem'
import { createSeams } from './seams'
import { type Lane, type Mark, withEvent, withMark } from './timeline/lanes'

/** What an action came to. */
export interface Result {
  readonly title: string
  /** How many calls were answered as whom. */
  readonly answered: readonly { readonly as: string; readonly count: number; readonly wrong: boolean }[]
  readonly problems: readonly { readonly problem: Problem; readonly count: number }[]
  /** What else there is to say. */
  readonly note?: string
}

/** An action that is under way. */
export interface Running {
  readonly title: string
  readonly done: number
  readonly total: number
  stop(): void
}

/** One sentence of the log. */
export interface Line {
  readonly number: number
  readonly atMs: number
  readonly text: string
}

const mostLines = 100

/** What the page knows and shows. Its parts are told of changes by signals. */
export function createModel(facts: DemoFacts) {
  const live = signal<LiveState>(facts.live)
  const offline = signal(false)
  const lanes = signal<readonly Lane[]>([])
  const lines = signal<readonly Line[]>([])
  const result = signal<Result | undefined>(undefined)
  const running = signal<Running | undefined>(undefined)
  const calls = signal(0)
  const wrong = signal(0)
  const pageLogins = signal(0)
  const loginsForCalls = signal(0)
  const embedEvents = signal<readonly EmbedEvent[]>([])
  const firstServerLogins = facts.live.serverLogins
  let lineCount = 0

  const seams = createSeams(
    () => live.value.aheadMs,
    () => offline.value,
  )
  const change = (id: string, how: (lane: Lane) => Lane): void => {
    const known = lanes.value.find(lane => lane.id === id)
    const next = how(known ?? { id, bars: [], marks: [] })
    lanes.value = known ? lanes.value.map(lane => (lane === known ? next : lane)) : [...lanes.value, next]
  }
  const model = {
    facts,
    seams,
    live,
    offline,
    lanes,
    lines,
    result,
    running,
    calls,
    /** Calls that ran as another user than was asked for: it must stay 0. */
    wrong,
    pageLogins,
    /** Logins that the server needed for the calls that this page asked it for. */
    loginsForCalls,
    /** What the embed endpoint did, the latest last. */
    embedEvents,
    now: () => seams.clock.now(),
    /** All logins of the server since this page was loaded. The sessions of this page's tokens are among them. */
    logins: () => live.value.serverLogins - firstServerLogins,
    /** Logins since this page was loaded that only this page caused: by OAuth, and by the calls that it asked the server for. */
    ownLogins: () => pageLogins.value + loginsForCalls.value,
    say(text: string, atMs: number = seams.clock.now()): void {
      lineCount++
      lines.value = [{ number: lineCount, atMs, text }, ...lines.value].slice(0, mostLines)
    },
    token(event: TokenEvent): void {
      change(event.lane, lane => withEvent(lane, event))
    },
    mark(laneId: string, mark: Omit<Mark, 'atMs' | 'toMs'>): void {
      const atMs = model.now()
      change(laneId, lane => withMark(lane, { ...mark, atMs, toMs: atMs }))
    },
    /** Answers and messages overtake each other on their way; time and logins only grow. */
    learn(state: LiveState): void {
      const { aheadMs, serverLogins } = live.value
      live.value = {
        ...state,
        aheadMs: Math.max(aheadMs, state.aheadMs),
        serverLogins: Math.max(serverLogins, state.serverLogins),
      }
    },
    hear(message: LiveMessage): void {
      if (message.type === 'token') model.token(message.event)
      else if (message.type === 'state') model.learn(message.state)
      else if (message.event.number > (embedEvents.value.at(-1)?.number ?? 0))
        embedEvents.value = [...embedEvents.value, message.event]
    },
  }
  return model
}

export type Model = ReturnType<typeof createModel>
