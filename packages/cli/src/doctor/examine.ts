import { AuthError } from '@looker-auth/node'
import type { Connection } from '../connection/connection.js'
import { failureOf } from '../failures/print-failure.js'
import type { GlobalFlags } from '../program/flags.js'
import type { Io } from '../terminal/io.js'
import { stepBoundMs } from './bounds.js'
import type { Effects } from './effects.js'
import type { Facts } from './facts.js'
import { codeOf } from './network/failure.js'
import type { Context, Finding, Step } from './step.js'

/** A step, and what it found. */
export interface Examined {
  readonly step: Step
  readonly finding: Finding
}

/** What an examination works with. */
export interface Examination {
  readonly flags: GlobalFlags
  readonly io: Io
  readonly connection: Connection
  readonly fault: AuthError | undefined
  readonly effects: Effects
  /** Runs a step; it may show meanwhile that the step runs. */
  readonly during: (step: Step, work: () => Promise<Finding>) => Promise<Finding>
}

/** Runs the steps one after the other. Each is answered when it has ended. At the end it signs out again. */
export async function* examine(
  steps: readonly Step[],
  { during, ...examination }: Examination,
): AsyncGenerator<Examined> {
  let facts: Facts = {}
  try {
    for (const step of steps) {
      const signal = AbortSignal.any([examination.io.signal, AbortSignal.timeout(stepBoundMs)])
      const context: Context = { ...examination, facts, signal }
      const reason = step.skip?.(facts, context)
      const finding: Finding =
        reason === undefined
          ? await during(step, () => examineOne(step, context))
          : { status: 'not_run', lines: [`not run: ${reason}`] }
      examination.io.signal.throwIfAborted()
      facts = { ...facts, ...finding.facts }
      const blocks = finding.blocks ?? step.blocks
      if (finding.status === 'failed' && blocks !== undefined) facts = { blocked: blocks, ...facts }
      yield { step, finding: { ...finding, lines: finding.lines.map(onOneLine) } }
    }
  } finally {
    await facts.session?.close()
  }
}

async function examineOne(step: Step, context: Context): Promise<Finding> {
  try {
    return await step.run(context)
  } catch (error) {
    if (AuthError.is(error)) {
      const { message, hint, code } = failureOf(error)
      return { status: 'failed', lines: [message], next: hint, code }
    }
    const code = codeOf(error)
    if (context.signal.aborted)
      return {
        status: 'failed',
        lines: [`No answer within ${stepBoundMs / 1000} seconds.`],
        next: 'Check host and port in base_url, and the firewall, VPN and proxy between this machine and the server.',
        code: 'ETIMEDOUT',
      }
    return {
      status: 'failed',
      lines: [`The step failed (${code}).`],
      next: 'Run: looker-auth token --verbose, which shows where it fails.',
      code,
    }
  }
}

/** A server's text could move the cursor of the terminal, or look like a line of this command. */
function onOneLine(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}
