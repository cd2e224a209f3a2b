import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, expect, test } from 'vitest'
import { startLooker } from './looker'

const { emulator } = await startLooker()
const state = mkdtempSync(join(tmpdir(), 'looker-auth-recipes-'))
afterAll(() => rmSync(state, { recursive: true }))

test('eight workers that start at once cost one login, and one for the user they act for', async () => {
  const env = { ...process.env, XDG_STATE_HOME: state, LOCALAPPDATA: state, HOME: state }
  const workers = Array.from({ length: 8 }, () => new Worker(new URL('worker.mjs', import.meta.url), { env }))
  const answers = workers.map(
    (worker, job) =>
      new Promise((resolve, reject) => {
        worker.once('message', resolve).once('error', reject)
        worker.postMessage({ job, userId: 789 })
      }),
  )
  expect(await Promise.all(answers)).toMatchObject(
    workers.map((_, job) => ({ job, status: 200, user: { id: '789' } })),
  )
  await Promise.all(workers.map(worker => worker.terminate()))
  expect(emulator.stats).toMatchObject({ login: 1, login_user: 1 })
})
