import type { Fetch } from '@looker-auth/browser'
import {
  type ActiveFault,
  type DashboardAnswer,
  type DemoFacts,
  type LiveMessage,
  type LiveState,
  LOGINS_HEADER,
  type Person,
  type RenewalFault,
  type ServerAnswer,
  type ToldError,
} from '../shared/messages'

/** The page's own server did not answer, or refused. */
export class ServerError extends Error {
  readonly told: ToldError

  constructor(told: ToldError) {
    super(told.message)
    this.told = told
  }
}

/** What the page asks of its own server beside tokens. */
export const server = {
  facts: (): Promise<DemoFacts> => asked('/facts.json'),
  signIn: (userId: string): Promise<void> => told('/sign-in', { userId }),
  signOut: (): Promise<void> => told('/sign-out', {}),
  asUsers: (userIds: readonly string[], calls: number, how: How): Promise<Called<ServerAnswer>> =>
    called('/as-users', { userIds, calls }, how),
  dashboards: (userIds: readonly string[], how: How): Promise<Called<DashboardAnswer>> =>
    called('/dashboards', { userIds }, how),
  advance: (ms: number): Promise<LiveState> => asked('/emulator/time', { ms }),
  revoke: (userId: string, how: How): Promise<{ readonly revoked: number }> =>
    asked('/emulator/revoke', { userId }, how),
  misbehave: (fault: ActiveFault | null): Promise<LiveState> => asked('/emulator/fault', fault ?? {}),
  failNextRenewal: (kind: RenewalFault): Promise<void> => told('/emulator/renewal-fault', { kind }),
}

/** What a page of embedded dashboards asks, below the path of its session of the application. */
export function embedServer(path: string) {
  return {
    tokensUrl: `${path}/tokens`,
    session: (): Promise<{ readonly user?: Person }> => asked(`${path}/session`),
    signIn: (userId: string): Promise<void> => told(`${path}/sign-in`, { userId }),
    signOut: (): Promise<{ readonly revoked: boolean }> => asked(`${path}/sign-out`, {}),
    endAtLooker: (): Promise<{ readonly revoked: number }> => asked(`${path}/end-at-looker`, {}),
  }
}

export type EmbedServer = ReturnType<typeof embedServer>

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

interface How {
  readonly fetch?: Fetch
  readonly signal?: AbortSignal
}

/** Calls that the server made, and how many logins it needed for them. */
interface Called<T> {
  readonly answers: readonly T[]
  readonly logins: number
}

async function called<T>(path: string, body: unknown, how: How): Promise<Called<T>> {
  const response = await send(path, body, how)
  const logins = Number(response.headers.get(LOGINS_HEADER))
  return { answers: (await response.json()) as T[], logins }
}

async function asked<T>(path: string, body?: unknown, how?: How): Promise<T> {
  const response = await send(path, body, how)
  return (await response.json()) as T
}

async function told(path: string, body: unknown): Promise<void> {
  await send(path, body)
}

async function send(path: string, body: unknown, { fetch = globalThis.fetch, signal }: How = {}) {
  const response = await fetch(path, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    ...(signal && { signal }),
  }).catch(() => {
    throw new ServerError({
      code: 'network',
      message: "The demo's server could not be reached.",
      hint: 'Check that this page is online and that pnpm start still runs, then try again.',
    })
  })
  if (!response.ok) throw new ServerError(await toldIn(response, path))
  return response
}

async function toldIn(response: Response, path: string): Promise<ToldError> {
  if (response.headers.get('content-type')?.includes('json')) return (await response.json()) as ToldError
  return {
    code: `HTTP ${response.status}`,
    message: `The demo's server refused ${path}.`,
    hint: 'Reload the page; if it stays so, start the demo again.',
  }
}
