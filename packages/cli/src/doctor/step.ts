import type { AuthError } from '@looker-auth/node'
import type { Connection } from '../connection/connection.js'
import type { GlobalFlags } from '../program/flags.js'
import type { Io } from '../terminal/io.js'
import type { Effects } from './effects.js'
import type { Facts } from './facts.js'

/** How a step ended. */
export type Status = 'ok' | 'warning' | 'failed' | 'not_run'

/** What a step found. */
export interface Finding {
  readonly status: Status
  /** Sentences, one or more a line. They hold no secret. */
  readonly lines: readonly string[]
  /** What to do: whole sentences that can be understood alone. */
  readonly next?: string | undefined
  /** The code of the AuthError, or of the system's error. */
  readonly code?: string | undefined
  /** What later steps need to know. */
  readonly facts?: Facts | undefined
  /** Replaces the step's own {@link Step.blocks}. */
  readonly blocks?: string | undefined
}

/** What a step works with. */
export interface Context {
  readonly flags: GlobalFlags
  readonly io: Io
  readonly connection: Connection
  /** Why there is no connection: then it is an empty one. */
  readonly fault: AuthError | undefined
  readonly effects: Effects
  /** What earlier steps found out. */
  readonly facts: Facts
  /** Aborts at the end of the step's time, and when the user ends the command. */
  readonly signal: AbortSignal
}

/** One thing that a sign-in needs. */
export interface Step {
  /** For programs. */
  readonly name: string
  /** For people. */
  readonly title: string
  /** Why the steps that need this one are not run where it failed: the end of the sentence "not run: ...". */
  readonly blocks?: string
  /** Why the step cannot be run; undefined where it can. */
  skip?(facts: Facts, context: Context): string | undefined
  run(context: Context): Promise<Finding>
}

/** For steps that need the network: nothing before them may have failed that stops it. */
export function unlessBlocked({ blocked }: Facts): string | undefined {
  return blocked
}

/** A step that found nothing to fix. */
export function ok(...lines: readonly string[]): Finding {
  return { status: 'ok', lines }
}
