import { duration } from '../../terminal/duration.js'
import { type Finding, ok, type Step } from '../step.js'

/** A larger difference is worth a look, in milliseconds. */
const warningMs = 60_000
/** A larger one makes expiry times and certificates wrong, in milliseconds. */
const failureMs = 300_000

export const clockStep: Step = {
  name: 'clock',
  title: 'Clock',
  skip: ({ serverTime, blocked }) =>
    serverTime === undefined ? (blocked ?? 'the server did not send its date') : undefined,
  async run({ facts: { serverTime } }) {
    if (serverTime === undefined) return ok()
    const { dateMs, sentAtMs, receivedAtMs } = serverTime
    // The header has whole seconds.
    const behindMs = dateMs - receivedAtMs
    const aheadMs = sentAtMs - (dateMs + 1000)
    const differenceMs = Math.max(behindMs, aheadMs, 0)
    if (differenceMs <= 1000) return ok("This machine's clock and the server's agree.")
    const relation = behindMs > aheadMs ? 'behind' : 'ahead of'
    const line = `This machine's clock is ${duration(differenceMs)} ${relation} the server's.`
    if (differenceMs <= warningMs) return ok(line)
    return differing(line, relation, differenceMs)
  },
}

function differing(line: string, relation: string, differenceMs: number): Finding {
  const next = `Set the clock of this machine (${command()}): it is ${duration(differenceMs)} ${relation} the server's. If it is right, tell the administrator of the Looker instance.`
  return { status: differenceMs > failureMs ? 'failed' : 'warning', lines: [line], next, code: 'clock' }
}

function command(): string {
  if (process.platform === 'win32') return 'w32tm /resync'
  return process.platform === 'darwin' ? 'sudo sntp -sS time.apple.com' : 'timedatectl set-ntp true'
}
