import type { ParentSignIn } from '../grants/grant.js'

/** The sessions that this one hangs on, or that hang on it. */
export interface Relatives {
  /** Tokens that this session's sign-in minted for others are void. */
  endChildren(): void
  /** The tokens that others hold by it are its to end. */
  trackChildren(): void
  /** This session's sign-in may be another one: the tokens that it minted are looked at before they are served again. */
  doubtChildren(): void
  /** The admin's sign-in as it is stored; absent for a session that hangs on no other. */
  readonly parentSignIn?: (() => Promise<ParentSignIn>) | undefined
  /** Whether a sign-out of the admin is noticed without asking. */
  parentWatched(): boolean
}

/** Runs work that no caller waits for. */
export type Background = (work: Promise<unknown>) => void
