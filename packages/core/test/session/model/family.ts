import {
  backendGrant,
  createSession,
  createUserSession,
  type Lock,
  oauthGrant,
  type Session,
  type SessionEvent,
  type SessionOptions,
} from '../product.js'
import type { Application } from './application.js'
import { idBytes } from './chance.js'
import { adminId, applicationUserId, personId } from './fake-looker.js'
import type { Fault } from './faults.js'
import { type LineInit, lineOf } from './line.js'
import type { FamilyKind, Party, Seat } from './party.js'
import type { SharedStore } from './shared-store.js'
import type { Machine } from './timeline.js'
import { endpointPath } from './token-requests.js'

/** One session group in the arena. */
export interface Family {
  readonly party: Party
  /** What its next grants meet, in turn. */
  readonly faults: Fault[]
  readonly handles: Map<string, { readonly seat: Seat; session: Session }>
  /** Makes the session of its own user. */
  open(): Session
}

export interface FamilyInit {
  readonly machine: number
  readonly store?: SharedStore | undefined
  readonly lock?: Lock | undefined
  readonly options?: Partial<SessionOptions>
  /** Default: an API key. */
  readonly kind?: FamilyKind | undefined
}

/** What the arena lends to its session groups. */
export interface FamilyHelp
  extends Pick<LineInit, 'ledger' | 'liveTokens' | 'lastStep' | 'step' | 'late' | 'disturbed'> {
  readonly machine: Machine
  readonly application: Application
  /** Which session group of its place this is, from 0. */
  readonly generation: number
  /** The session group of the application's service account. */
  service(): Party
  draw(): number
  said(event: SessionEvent): void
}

export const secret = 'canary-secret'

const ownIds = { api_key: adminId, oauth: personId, backend: applicationUserId } as const

export function familyOf(init: FamilyInit, index: number, help: FamilyHelp): Family {
  const { ledger, application, step, generation } = help
  const { store, lock, kind = 'api_key' } = init
  const name = generation === 0 ? `f${index}` : `f${index}.${generation}`
  const sharedBy = kind === 'api_key' ? 'shared' : `shared by ${kind}`
  const party: Party = {
    ...{ name, kind, ownId: ownIds[kind], machine: help.machine },
    group: store === undefined ? name : sharedBy,
    service: kind === 'backend' ? help.service : undefined,
    maxSessions: init.options?.maxSessions,
    ...{ closed: false, dazed: false, disturbedMs: [], killedMs: [], root: undefined },
  }
  const faults: Fault[] = []
  const handles: Family['handles'] = new Map()
  const line: LineInit = { ...help, party, faults, seat: subject => handles.get(subject)?.seat }
  let ids = 0
  const options = {
    baseUrl: 'https://looker.test',
    fetch: lineOf(line, ask => ledger.looker.answer(ask)),
    clock: help.machine,
    random: {
      fraction: help.draw,
      bytes: (length: number) => idBytes(index + 100 * generation, ++ids, length),
    },
    onEvent: (event: SessionEvent) => help.said(event),
    store: store?.view(step),
    lock,
    ...init.options,
  }
  const credentials = async () => {
    await step('credentials')
    return { clientId: 'client', clientSecret: secret }
  }
  const opens: Record<FamilyKind, () => Session> = {
    api_key: () => createSession({ ...options, credentials }),
    oauth: () => createUserSession({ ...options, grant: oauthGrant(oauthApp) }),
    backend: () => {
      const fetch = lineOf(line, async (ask, request) => {
        const response = await application.answer(party.group, ask, request)
        for (const token of await tokensIn(response)) ledger.handedOut(token, ask.askedOrder)
        return response
      })
      const url = `https://app.test${endpointPath}`
      return createUserSession({ ...options, grant: backendGrant({ url, user: party.ownId, fetch }) })
    },
  }
  return { party, faults, handles, open: opens[kind] }
}

const oauthApp = { clientId: 'app', redirectUri: 'https://app.test/signed-in' }

/** The access tokens in an answer. */
async function tokensIn(response: Response): Promise<readonly string[]> {
  const body = (await response.clone().text()).matchAll(/"access_token":"([^"]+)"/g)
  return [...body].map(([, token = '']) => token)
}
