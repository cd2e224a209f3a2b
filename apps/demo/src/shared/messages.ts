/** Somebody whom the page can sign in as. */
export interface Person {
  readonly id: string
  readonly name: string
  /** What is special about them, such as that a page gets no token of theirs. */
  readonly note?: string
}

/** What the page is told when it is loaded. */
export interface DemoFacts {
  readonly lookerUrl: string
  /** Whether there is an emulator behind it, so that time and faults can be steered. */
  readonly emulated: boolean
  /** Undefined where no OAuth client app is registered for this page. */
  readonly oauthClientId?: string
  readonly people: readonly Person[]
  /** Undefined where the demo does not know what it may embed. */
  readonly embed?: EmbedFacts
  /** Who is signed in to the application. */
  readonly signedInAs?: string
  readonly live: LiveState
}

/** How Looker misbehaves: a fault of the emulator's. */
export type FaultKind = 'rate_limit' | 'server_error' | 'html' | 'slow' | 'drop'
/** Which requests it meets. */
export type FaultPlace = 'tokens' | 'calls'

export interface ActiveFault {
  readonly kind: FaultKind
  readonly place: FaultPlace
}

/** What every tab is told of the server at once, and again when it changes. */
export interface LiveState {
  /** How far Looker's clock is ahead of this machine's, in milliseconds. */
  readonly aheadMs: number
  readonly fault: ActiveFault | null
  /** Logins that the server's sessions cost so far, of the service account and of users. */
  readonly serverLogins: number
}

/** Something that happened to the token of a session, as a timeline shows it. Never a token. */
export interface TokenEvent {
  /** Which session. */
  readonly lane: string
  /** By Looker's clock, in milliseconds since 1970. */
  readonly atMs: number
  readonly kind: 'granted' | 'renewed' | 'rejected' | 'revoked' | 'signed_out' | 'dropped' | 'grant_failed'
  /** Whether Looker was asked for it, or somebody had stored it. */
  readonly source?: 'login' | 'store'
  readonly renewsAtMs?: number
  readonly expiresAtMs?: number
  /** Of the error. */
  readonly code?: string
}

/** What the page of embedded dashboards offers. */
export interface EmbedFacts {
  /** Where Looker's pages are. */
  readonly webUrl: string
  /** Users of the application, by their external user ids. */
  readonly people: readonly Person[]
  readonly dashboards: readonly { readonly id: string; readonly title: string }[]
}

/** What can go wrong once with the next request for new tokens of embedded pages. */
export type RenewalFault = 'rate_limit' | 'drop'

/** What the embed endpoint did at Looker for one session of the application, or that it refused a page. Never a token. */
export interface EmbedEvent {
  /** Counts the events of all sessions: a tab that hears of one twice knows it by this. */
  readonly number: number
  /** Which session of the application. */
  readonly slot: string
  /** By Looker's clock, in milliseconds since 1970. */
  readonly atMs: number
  readonly kind:
    | 'signed_in'
    | 'made'
    | 'joined'
    | 'renewed'
    | 'expired'
    | 'over'
    | 'ended'
    | 'failed'
    | 'refused'
  /** Of an answer that was no success; without it, none came. */
  readonly status?: number
  /** Of the refusal. */
  readonly code?: string
}

/** One message of the server's stream. */
export type LiveMessage =
  | { readonly type: 'state'; readonly state: LiveState }
  | { readonly type: 'token'; readonly event: TokenEvent }
  | { readonly type: 'embed'; readonly event: EmbedEvent }

/** A header of the answer to such calls: how many logins they needed. */
export const LOGINS_HEADER = 'server-logins'

/** Calls that the server makes for users, and how each was answered. */
export interface ServerCalls {
  readonly userIds: readonly string[]
  /** For each user. */
  readonly calls: number
}

/** An error of the server's, as a page is told of it. */
export interface ToldError {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** What the official SDK found for a user, as that user. */
export type DashboardAnswer = ServerAnswer & { readonly titles?: readonly string[] | undefined }

export type ServerAnswer = {
  /** Whom the server meant to act for. */
  readonly asked: string
} & ({ readonly answered: Person } | { readonly status: number } | { readonly error: ToldError })
