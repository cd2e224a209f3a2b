import type { ActiveFault, DemoFacts, LiveMessage, LiveState, ServerAnswer } from '../shared/messages'

/** What the page asks of its own server beside tokens. */
export const server = {
  facts: (): Promise<DemoFacts> => asked('/facts.json'),
  signIn: (userId: string): Promise<void> => told('/sign-in', { userId }),
  signOut: (): Promise<void> => told('/sign-out', {}),
  asUsers: (userIds: readonly string[], calls: number, signal: AbortSignal): Promise<ServerAnswer[]> =>
    asked('/as-users', { userIds, calls }, signal),
  advance: (ms: number): Promise<LiveState> => asked('/emulator/time', { ms }),
  misbehave: (fault: ActiveFault | null): Promise<LiveState> => asked('/emulator/fault', fault ?? {}),
}

/**
 * Listens to the server while the page is shown. Hidden ones let go: browsers allow few connections to one server, and a page
 * with an open one cannot wait in the back/forward cache.
 */
export function listenWhileShown(listener: (message: LiveMessage) => void): void {
  let source: EventSource | undefined
  const open = (): void => {
    source ??= new EventSource('/live')
    source.onmessage = ({ data }) => listener(JSON.parse(data) as LiveMessage)
  }
  const close = (): void => {
    source?.close()
    source = undefined
  }
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()))
  addEventListener('pagehide', close)
  addEventListener('pageshow', open)
  open()
}

async function asked<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await send(path, body, signal)
  return (await response.json()) as T
}

async function told(path: string, body: unknown): Promise<void> {
  await send(path, body)
}

async function send(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    ...(signal && { signal }),
  })
  if (!response.ok) throw new Error(`The demo's server answered ${path} with ${response.status}.`)
  return response
}
