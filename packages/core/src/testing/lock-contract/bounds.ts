import { type ContractCase, equal } from '../contract.js'
import { type LockCase, openTask, patient } from './context.js'

const thirtyDaysMs = 30 * 24 * 3_600_000

/** Waiting and holding have an end. */
export function boundCases(define: LockCase): ContractCase[] {
  return [
    define('whoever waited for waitMs runs without the lock', async ({ lock, other, until }) => {
      const first = openTask()
      const run = lock.run('key', patient, first.run)
      await until(() => first.held() === true, 'the first holds it')
      equal(await other.run('key', { waitMs: 100, holdMs: 60_000 }, async held => held), false, 'held')
      first.end()
      await run
      equal(await other.run('key', patient, async held => held), true, 'whether the next one holds it')
    }),
    define('an abort ends the wait with its reason, and the task does not run', async bench => {
      const { lock, other, pass, until } = bench
      const first = openTask()
      const run = lock.run('key', patient, first.run)
      await until(() => first.held() === true, 'the first holds it')
      const abort = new AbortController()
      const reason = { some: 'reason' }
      const second = openTask()
      const waiting = other.run('key', { ...patient, signal: abort.signal }, second.run).catch(error => error)
      await pass(50)
      abort.abort(reason)
      equal(await waiting, reason, 'what the wait rejected with')
      const late = other.run('key', { ...patient, signal: abort.signal }, second.run).catch(error => error)
      equal(await late, reason, 'what a wait with an aborted signal rejected with')
      const atOnce = new AbortController()
      const begun = other.run('key', { ...patient, signal: atOnce.signal }, second.run).catch(error => error)
      atOnce.abort(reason)
      equal(await begun, reason, 'what a wait rejected with that was aborted as soon as it began')
      first.end()
      await run
      equal(await other.run('key', patient, async held => held), true, 'whether the next one holds it')
      equal(second.held(), undefined, 'what the aborted task was told')
    }),
    define('an abort after the task began changes nothing', async ({ lock, until }) => {
      const abort = new AbortController()
      const task = openTask()
      const run = lock.run('key', { ...patient, signal: abort.signal }, task.run)
      await until(() => task.held() === true, 'the task runs')
      abort.abort(new Error('too late'))
      task.end()
      equal(await run, 'done', 'the answer')
    }),
    define(
      'after holdMs another takes the lock, and the first, ending late, does not take it away',
      async bench => {
        const { lock, other, until } = bench
        const first = openTask()
        const firstRun = lock.run('key', { waitMs: 60_000, holdMs: 100 }, first.run)
        await until(() => first.held() === true, 'the first holds it')
        const second = openTask()
        const secondRun = other.run('key', patient, second.run)
        await until(() => second.held() !== undefined, 'the second runs')
        equal(second.held(), true, 'whether the second holds it')
        first.end()
        equal(await firstRun, 'done', "the first one's answer")
        equal(
          await lock.run('key', { waitMs: 200, holdMs: 100 }, async held => held),
          false,
          'held by a third',
        )
        second.end()
        equal(await secondRun, 'done', "the second one's answer")
        equal(await lock.run('key', patient, async held => held), true, 'whether the next one holds it')
      },
    ),
    define('bounds of 30 days do not end at once', async ({ lock, other, pass, until }) => {
      const bounds = { waitMs: thirtyDaysMs, holdMs: thirtyDaysMs }
      const first = openTask()
      const firstRun = lock.run('key', bounds, first.run)
      await until(() => first.held() === true, 'the first holds it')
      const second = openTask()
      const secondRun = other.run('key', bounds, second.run)
      await pass(150)
      equal(second.held(), undefined, 'what the second was told while the first holds the lock')
      first.end()
      await until(() => second.held() !== undefined, 'the second runs')
      second.end()
      await Promise.all([firstRun, secondRun])
      equal(second.held(), true, 'whether the second holds it')
    }),
  ]
}
