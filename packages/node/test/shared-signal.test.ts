import { getEventListeners } from 'node:events'
import { createEmulator } from '@looker-auth/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { createSession, nodeFetch, type Session } from '../src/index.js'

const clientId = 'lookeremulatoradmin1'
const clientSecret = 'lookeremulatorsecret0001'

/** Node's warnings from here to the end of the test. */
function warnings(): string[] {
  const seen: string[] = []
  const listen = (warning: Error): void => void seen.push(warning.name)
  process.on('warning', listen)
  onTestFinished(() => void process.off('warning', listen))
  return seen
}

async function started(): Promise<{ looker: Session; baseUrl: string }> {
  const server = await createEmulator().listen()
  const { url: baseUrl } = server
  const looker = createSession({ env: {}, iniPath: false, baseUrl, clientId, clientSecret })
  onTestFinished(async () => {
    await looker.close()
    await server.close()
  })
  return { looker, baseUrl }
}

/** Warnings are emitted in a tick of their own. */
const emitted = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

test('20 concurrent calls of each kind with one signal: two listeners, no warning, and none left', async () => {
  const seen = warnings()
  const { looker, baseUrl } = await started()
  const { signal } = new AbortController()
  const fetch = nodeFetch()
  const each = (call: (at: number) => Promise<unknown>) => Array.from({ length: 20 }, (_, at) => call(at))
  const waiting = [
    ...each(() => looker.token({ signal })),
    ...each(() => looker.login({ signal })),
    ...each(() => looker.fetch('/user', { signal })),
    ...each(at => looker.as((at % 3) + 2).fetch('/user', { signal })),
  ]
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  const answers = [
    ...(await Promise.all(waiting)),
    ...(await Promise.all(each(() => fetch(`${baseUrl}/alive`, { signal })))),
  ]
  // Bodies that nobody has read yet: the session's fetch and the other one listen for each.
  expect(getEventListeners(signal, 'abort')).toHaveLength(2)
  await Promise.all(answers.map(answer => answer instanceof Response && answer.text()))
  await emitted()
  expect(seen).toEqual([])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('the abort of a shared signal ends every call of a nodeFetch with its reason', async () => {
  const { baseUrl } = await started()
  const controller = new AbortController()
  const fetch = nodeFetch()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => fetch(`${baseUrl}/alive`, { signal: controller.signal })),
  )
  const unsent = Array.from({ length: 20 }, () => fetch(`${baseUrl}/alive`, { signal: controller.signal }))
  const ended = Promise.allSettled(unsent)
  // In a later turn, when all of them are on their way.
  await emitted()
  const reason = { why: 'all are to end' }
  controller.abort(reason)
  const outcomes = [...(await ended), ...(await Promise.allSettled(answers.map(answer => answer.text())))]
  expect(outcomes).toHaveLength(40)
  expect(outcomes.every(outcome => outcome.status === 'rejected' && outcome.reason === reason)).toBe(true)
})

test('10,000 calls with one signal add one listener, however they end', async () => {
  const { looker } = await started()
  const controller = new AbortController()
  const { signal } = controller
  const work = Array.from({ length: 10_000 }, () => looker.token({ signal }))
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  expect(new Set(await Promise.all(work)).size).toBe(1)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
