import type { History } from './steps.js'

/** The shortest history found, by leaving steps out, that still fails. */
export async function shorten(
  history: History,
  fails: (history: History) => Promise<boolean>,
): Promise<History> {
  let { steps } = history
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < steps.length; ) {
      const fewer = [...steps.slice(0, at), ...steps.slice(at + size)]
      if (await fails({ ...history, steps: fewer })) steps = fewer
      else at += size
    }
  }
  return { ...history, steps }
}
