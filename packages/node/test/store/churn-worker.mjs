// A process that calls, renews, signs out and in again, at random, until it is killed. It keeps a log of what it did in a
// file, line by line, with times of the machine's monotonic clock; churn-judge.ts reads it.
import { createHash } from 'node:crypto'
import { openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSession, shareTokens } from '@looker-auth/core'
import { sharedParts } from './shared-parts.mjs'
import { say, settings } from './worker-io.mjs'

const { baseUrl, credentials, log, seed, ...where } = settings
const file = openSync(log, 'a')
const nowMs = () => Number(process.hrtime.bigint()) / 1e6
const note = entry => writeSync(file, `${JSON.stringify({ atMs: nowMs(), ...entry })}\n`)
const short = token => createHash('sha256').update(token).digest('hex').slice(0, 16)

// mulberry32
let state = seed
function random() {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

function noteRecord(key, { value }, how) {
  if (value === '') return note({ type: 'unreadable', key })
  const { kind, accessToken, signInId, parentSignInId, subject } = JSON.parse(value)
  const token = accessToken === undefined ? undefined : short(accessToken)
  note({ type: how, key, kind, token, signInId, parentSignInId, subject })
}

function watched(store) {
  return {
    async load(key) {
      const stored = await store.load(key)
      if (stored !== undefined) noteRecord(key, stored.record, 'seen')
      return stored
    },
    async commit(key, next, version) {
      const stored = await store.commit(key, next, version)
      noteRecord(key, stored.record, stored.record.value === next.value ? 'committed' : 'seen')
      return stored
    },
    ...(store.watch && { watch: (key, listener) => store.watch(key, listener) }),
  }
}

function watchedFetch(input, init) {
  const token = new Headers(init?.headers).get('authorization')?.replace(/^\w+ /, '')
  if (token !== undefined && init.method !== 'DELETE') {
    note({ type: 'used', token: short(token), path: new URL(input).pathname })
  }
  return fetch(input, init)
}

const { store, lock } = await sharedParts(where)
const looker = createSession({
  baseUrl,
  credentials,
  sharing: shareTokens({ store: watched(store), lock }),
  fetch: watchedFetch,
  background: true,
  onEvent({ type, error, reason }) {
    if (type === 'record_set_aside') note({ type: 'set_aside', reason })
    if (type === 'store_failure') note({ type: 'store_failure', error: String(error) })
  },
})

async function call(session, subject) {
  const response = await session.fetch('/user')
  const body = await response.json()
  if (response.status === 200) note({ type: 'answered', asked: subject ?? '1', got: String(body.id) })
  else note({ type: 'refused', status: response.status })
}

async function step(subject) {
  const session = subject === undefined ? looker : looker.as(subject)
  try {
    if (random() < signOutShare) await session.logout()
    else await call(session, subject)
  } catch (error) {
    if (error.code !== 'signed_out') return note({ type: 'failed', code: error.code, error: String(error) })
    await looker.login().catch(again => note({ type: 'failed', code: again.code, error: String(again) }))
  }
}

// Who hardly signs out hears of sign-outs from the store only.
const signOutShare = random() < 0.5 ? 0.08 : 0.002
say({ ready: true })
for (;;) {
  const subjects = [undefined, '2', '789']
  await step(subjects[Math.floor(random() * subjects.length)])
  await sleep(random() * 30)
}
