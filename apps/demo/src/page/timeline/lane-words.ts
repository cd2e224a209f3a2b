import { clockTime, plural, seconds, words } from '../words'
import type { Lane, Mark, TokenBar } from './lanes'

/** What is known of an identity's token now. */
export function tokenOf({ bars, marks }: Lane, nowMs: number): string {
  const bar = bars.at(-1)
  if (bar === undefined)
    return marks.some(({ count, good }) => count > 0 && good)
      ? 'a token from before this page was opened'
      : 'no token'
  if (bar.ended !== undefined) return `token ${words(bar.ended.how)}`
  if (nowMs >= bar.expiresAtMs) return 'token expired'
  const left = `valid for ${seconds(bar.expiresAtMs - nowMs)}`
  return nowMs >= bar.renewsAtMs ? `token past soft expiry, ${left}` : `token ${left}`
}

/** What happened last: calls, or a login that failed after the present token came. */
export function latestOf({ bars, marks }: Lane): Mark | undefined {
  const tokenAtMs = bars.at(-1)?.fromMs ?? Number.NEGATIVE_INFINITY
  return marks.filter(({ count, atMs }) => count > 0 || atMs >= tokenAtMs).at(-1)
}

/** Requests that were answered alike: how many, and whom they ran as or how they failed. */
export function lastOf({ count, label, who }: Mark): string {
  if (count === 0) return label
  return who === undefined ? `${plural(count, 'call')} failed: ${label}` : `${plural(count, 'call')} ${label}`
}

/** Whether it was ended by another party than the session. */
export function isBad({ ended }: TokenBar): boolean {
  return ended?.how === 'revoked' || ended?.how === 'rejected'
}

/** When it ended, or will. */
export function endMsOf({ expiresAtMs, ended }: TokenBar): number {
  return Math.min(expiresAtMs, ended?.atMs ?? expiresAtMs)
}

/** How it ended, where the next bar does not show that. */
export function endOf({ expiresAtMs, ended }: TokenBar, nowMs: number): string {
  if (ended !== undefined) return ended.how === 'renewed' ? '' : words(ended.how)
  return expiresAtMs <= nowMs ? 'expired' : ''
}

/** The lane for those who do not see it. */
export function summaryOf(lane: Lane, name: string, nowMs: number): string {
  const tokens = lane.bars.map(bar => {
    const end = bar.ended === undefined ? `expires ${clockTime(bar.expiresAtMs)}` : words(bar.ended.how)
    return `token from ${clockTime(bar.fromMs)}, soft expiry ${clockTime(bar.renewsAtMs)}, ${end}`
  })
  const requests = lane.marks.map(lastOf)
  return [`${name}, ${clockTime(nowMs)}`, ...tokens.slice(-3), ...requests.slice(-5)].join('; ')
}
