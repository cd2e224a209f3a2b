import { type ContractCase, check, equal } from '../contract.js'
import { oddKeys } from '../store-contract/values.js'
import { type LockCase, openTask, patient } from './context.js'

/** One at a time under a key, and the lock comes back. */
export function exclusionCases(define: LockCase): ContractCase[] {
  return [
    define('a task runs once, with the lock held, and its result is the answer', async ({ lock }) => {
      const seen: boolean[] = []
      const result = { some: 'object' }
      const answer = await lock.run('key', patient, async held => {
        seen.push(held)
        return result
      })
      equal(answer, result, 'the answer')
      equal(seen.join(), 'true', 'what the task was told at each run')
    }),
    define('of 20 tasks under one key, no two run at once', async ({ lock, other, pass }) => {
      let running = 0
      let most = 0
      const tasks = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? lock : other).run('key', patient, async held => {
          check(held, 'a task ran without the lock, long before its wait was over')
          running++
          most = Math.max(most, running)
          await pass(2)
          running--
          return index
        }),
      )
      equal((await Promise.all(tasks)).join(), [...tasks.keys()].join(), 'the answers')
      equal(most, 1, 'tasks at once')
    }),
    define("a task's error is passed on unchanged, and the lock comes back", async ({ lock, other }) => {
      const error = new Error('of the task')
      const caught = await lock.run('key', patient, () => Promise.reject(error)).catch(reason => reason)
      equal(caught, error, 'what it rejected with')
      equal(await other.run('key', patient, async held => held), true, 'whether the next one holds it')
    }),
    define('keys do not wait for one another, however alike they look', async ({ lock, other, until }) => {
      const tasks = oddKeys.map((key, index) => {
        const task = openTask()
        return { key, task, run: (index % 2 === 0 ? lock : other).run(key, patient, task.run) }
      })
      await until(() => tasks.every(({ task }) => task.held() !== undefined), 'all tasks run at once')
      for (const { task } of tasks) task.end()
      await Promise.all(tasks.map(({ run }) => run))
      for (const { key, task } of tasks) equal(task.held(), true, `held under ${JSON.stringify(key)}`)
    }),
    define('a task that asks for its own lock goes on without it after waitMs', async ({ lock }) => {
      const inner = await lock.run('key', patient, () =>
        lock.run('key', { waitMs: 100, holdMs: 60_000 }, async held => held),
      )
      equal(inner, false, 'whether the inner task holds it')
      equal(await lock.run('key', patient, async held => held), true, 'whether the next one holds it')
    }),
  ]
}
