import type { ParentSignIn } from '../grants/grant.js'
import type { Report } from './store-access.js'

/** A token that a sign-in minted for another user, and who tells of its end. */
export interface Minted {
  readonly accessToken: string
  readonly report: Report
}

/** The sessions that this one hangs on, or that hang on it. */
export interface Relatives {
  /** Tokens that this session's sign-in minted for others are void. */
  endChildren(): void
  /** The tokens that others hold of this session's sign-in; undefined names one that is not known. */
  minted(signInId: string | undefined): readonly Minted[]
  /** This session's sign-in may be another one: the tokens that it minted are looked at before they are served again. */
  doubtChildren(): void
  /** The admin's sign-in as it is stored; absent for a session that hangs on no other. */
  readonly parentSignIn?: (() => Promise<ParentSignIn>) | undefined
  /** Whether a sign-out of the admin is noticed without asking. */
  parentWatched(): boolean
}

/** Runs work that no caller waits for. */
export type Background = (work: Promise<unknown>) => void
