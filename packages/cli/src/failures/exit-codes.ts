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

/** The signals that end the command, as shells count them. */
export const signalCodes = {
  SIGINT: { code: 130, meaning: 'ended by Ctrl-C' },
  SIGTERM: { code: 143, meaning: 'ended by SIGTERM' },
  SIGHUP: { code: 129, meaning: 'ended because the terminal was closed (SIGHUP)' },
} as const

/** The exit code for the signal that ended the command. */
export function interruptedBy({ reason }: AbortSignal): number {
  const name = reason instanceof Error ? reason.message : ''
  return (name in signalCodes ? signalCodes[name as keyof typeof signalCodes] : signalCodes.SIGINT).code
}
