/**
 * What vitest's JSON reporter says of a suite, as far as it counts here.
 *
 * @typedef {object} Report
 * @property {string} name
 * @property {boolean} success False too when something failed outside of a test.
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 */

/**
 * A command that was run: its name, how it ended, and whether it writes reports.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {number} exitCode
 */

/**
 * Adds up the suites' tests and the steps. A skipped test counts as failed, for here everything is there that it may
 * need; so does a suite that failed outside of its tests, and a step that ended badly.
 *
 * @param {readonly Report[]} reports
 * @param {readonly Step[]} steps
 */
export function sumResults(reports, steps) {
  let passed = 0
  let failed = 0
  /** @type {string[]} */
  const problems = []
  for (const { name, success, numPassedTests, numFailedTests, numPendingTests, numTodoTests } of reports) {
    const skipped = numPendingTests + numTodoTests
    passed += numPassedTests
    failed += numFailedTests + skipped
    if (numFailedTests > 0) problems.push(`${name}: ${numFailedTests} failed`)
    if (skipped > 0) problems.push(`${name}: ${skipped} skipped`)
    if (numPassedTests + numFailedTests + skipped === 0) {
      failed += 1
      problems.push(`${name}: no tests`)
    } else if (!success && numFailedTests === 0) {
      failed += 1
      problems.push(`${name}: failed outside of its tests`)
    }
  }
  for (const { name, exitCode } of steps) {
    if (exitCode === 0) passed += 1
    else {
      failed += 1
      problems.push(`${name}: exit code ${exitCode}`)
    }
  }
  return { passed, failed, problems }
}
