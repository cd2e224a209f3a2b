/**
 * A bundle whose size is watched.
 *
 * @typedef {object} WatchedSize
 * @property {string} name
 * @property {string} entry The code a user writes; it is bundled, minified and compressed.
 * @property {number} recordedBytes The size when it was last accepted.
 * @property {number} ceilingBytes What it may never exceed.
 * @property {string} reason Why it has this size, and why the ceiling is where it is.
 */

/** By how much a bundle may grow before somebody has to say why. */
export const toleratedGrowth = 0.03

/**
 * What is wrong with the size, as a sentence, or undefined.
 *
 * @param {WatchedSize} watched
 * @param {number} bytes
 * @returns {string | undefined}
 */
export function sizeProblem({ name, recordedBytes, ceilingBytes, reason }, bytes) {
  if (reason.trim() === '') return `${name} has no reason beside its ceiling.`
  if (bytes > ceilingBytes) return `${name} is ${bytes} bytes, over its ceiling of ${ceilingBytes}.`
  if (bytes <= recordedBytes * (1 + toleratedGrowth)) return undefined
  const percent = ((bytes / recordedBytes - 1) * 100).toFixed(1)
  return (
    `${name} grew by ${percent} %, from ${recordedBytes} to ${bytes} bytes. Make it smaller, or say why it is worth it: ` +
    `pnpm sizes --record "the reason"`
  )
}

/**
 * The entries with today's sizes recorded. One that grew by more than is tolerated takes the new reason.
 *
 * @param {readonly WatchedSize[]} entries
 * @param {readonly number[]} sizes
 * @param {string | undefined} reason
 * @returns {WatchedSize[]}
 */
export function recordSizes(entries, sizes, reason) {
  return entries.map((entry, index) => {
    const bytes = sizes[index] ?? entry.recordedBytes
    const grew = bytes > entry.recordedBytes * (1 + toleratedGrowth)
    if (grew && !reason) throw new Error(`${entry.name} grew: pnpm sizes --record "the reason"`)
    return { ...entry, recordedBytes: bytes, reason: grew && reason ? reason : entry.reason }
  })
}
