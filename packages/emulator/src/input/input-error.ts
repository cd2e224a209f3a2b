/** What was handed to the emulator (a seed, options, a fault) is wrong. `problems` names each wrong entry; no secret is shown. */
export class EmulatorInputError extends Error {
  readonly problems: readonly string[]

  constructor(subject: string, problems: readonly string[]) {
    super(`${subject}: ${problems.join('; ')}`)
    this.name = 'EmulatorInputError'
    this.problems = problems
  }
}
