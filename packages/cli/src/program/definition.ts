import type { Io } from '../terminal/io.js'

/** An option of a subcommand. */
export interface OptionDefinition {
  /** As commander writes it: `-X, --request <method>`. */
  readonly flags: string
  readonly description: string
  readonly choices?: readonly string[]
  /** May be given several times; the values are collected. */
  readonly repeatable?: boolean
  /** Refuses an empty value, as that of a variable that is not set: the next step. */
  readonly ifEmpty?: string
}

/** What stands after the subcommand's name. */
export interface ArgumentDefinition {
  /** `<required>` or `[optional]`. */
  readonly syntax: string
  readonly description: string
  readonly choices?: readonly string[]
  /** What it names, where the names are the user's own: the shell completes them. */
  readonly names?: 'profiles'
}

/** One call of a subcommand. */
export interface Invocation<Flags = object> {
  readonly args: readonly string[]
  readonly flags: Flags
  readonly io: Io
}

/** What a subcommand's module exports. It answers the exit code; none for 0. */
export interface CommandModule {
  // biome-ignore lint/suspicious/noExplicitAny: each command reads the flags that its own definition declares.
  run(invocation: Invocation<any>): Promise<number | undefined>
}

/** An example: the command line, which may have several lines, and what it does. */
export type Example = readonly [line: string, what: string]

/** A subcommand as data: the help, the manual, the completion and the documents are made from it. */
export interface CommandDefinition {
  readonly name: string
  /** A few words, for the list of commands. */
  readonly summary: string
  /** Sentences, for its own help. */
  readonly description: string
  readonly arguments?: readonly ArgumentDefinition[]
  readonly options?: readonly OptionDefinition[]
  readonly examples?: readonly Example[]
  readonly commands?: readonly CommandDefinition[]
  /** Takes arguments that it does not know, and hands them on. */
  readonly passesOn?: boolean
  /** Loads its code, when it is used. */
  readonly load?: () => Promise<CommandModule>
}
