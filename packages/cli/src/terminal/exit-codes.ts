/** What the exit code of the command says. */
export const exitCodes = {
  done: { code: 0, meaning: 'done' },
  other: { code: 1, meaning: 'another failure; also what `doctor` found' },
  usage: { code: 2, meaning: 'wrong arguments or options' },
  configuration: {
    code: 3,
    meaning: 'a setting is missing or wrong, or the store of the tokens cannot be used',
  },
  refused: { code: 4, meaning: 'Looker refused: the credentials, the user, the sign-in' },
  unreachable: { code: 5, meaning: 'Looker cannot be reached, or did not answer in time' },
  http: { code: 22, meaning: '`fetch` got an answer of 400 or more' },
} as const

/** One of the {@link exitCodes}. */
export type ExitName = keyof typeof exitCodes

/** Ended by Ctrl-C, as shells count it. */
export const interrupted = 130
/** Ended by SIGTERM. */
export const terminated = 143

/** The exit code for the signal that ended the command. */
export function interruptedBy({ reason }: AbortSignal): number {
  return reason instanceof Error && reason.message === 'SIGTERM' ? terminated : interrupted
}
