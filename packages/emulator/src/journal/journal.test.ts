import { describe, expect, it } from 'vitest'
import { ADMIN, clientOf, ORIGIN } from '../../test/client'
import { createEmulator } from '../index'
import { Journal } from './journal'

const entry = {
  atMs: 0,
  method: 'GET',
  path: '/',
  query: {},
  headers: {},
  as: null,
  outcome: 'pending',
  status: null,
} as const

describe('the journal', () => {
  it('keeps the last entries in order, and counts on', () => {
    const journal = new Journal(3)
    const numbers = () => journal.snapshot().map(({ number }) => number)
    expect(numbers()).toEqual([])
    for (let n = 0; n < 2; n++) journal.open(entry)
    expect(numbers()).toEqual([1, 2])
    for (let n = 0; n < 5; n++) journal.open(entry)
    expect(numbers()).toEqual([5, 6, 7])
  })

  it('can keep nothing', () => {
    const journal = new Journal(0)
    journal.open(entry)
    expect(journal.snapshot()).toEqual([])
  })

  it('is bounded by the option while the counts stay exact', async () => {
    const emulator = createEmulator({ options: { journalSize: 5 } })
    for (let n = 0; n < 12; n++) await emulator.fetch(`${ORIGIN}/alive`)
    expect(emulator.requests.map(({ number }) => number)).toEqual([8, 9, 10, 11, 12])
    expect(emulator.stats).toMatchObject({ requests: 12, alive: 12 })
  })

  it('tells for each request what was asked, as whom, when, and what came of it', async () => {
    const emulator = createEmulator({ now: () => 1_800_000_000_000 })
    const looker = clientOf(emulator)
    const admin = await looker.login()
    emulator.clock.advance(1000)
    const sudo = await looker.loginUser(789, admin)
    await looker.send('PATCH', '/session', sudo, {
      headers: { 'content-type': 'application/json', 'x-looker-appid': 'demo', 'x-other': 'not of interest' },
      body: '{"workspace_id":"dev"}',
    })
    await looker.whoAmI('unknown')
    const [login, loginUser, patch, unknown] = emulator.requests
    expect(login).toEqual({
      number: 1,
      atMs: 1_800_000_000_000,
      method: 'POST',
      path: '/api/4.0/login',
      query: {},
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: { client_id: ADMIN.client_id, client_secret: '(masked)' },
      as: null,
      granted: { userId: '1', token: expect.stringMatching(/^token#[0-9a-z]{11}$/) },
      outcome: 'answered',
      status: 200,
    })
    const adminLabel = login?.granted?.token
    expect(loginUser).toMatchObject({
      atMs: 1_800_000_001_000,
      headers: { authorization: `token ${adminLabel}` },
      as: { userId: '1', token: adminLabel },
      granted: { userId: '789', sudoBy: '1' },
    })
    expect(patch).toMatchObject({
      method: 'PATCH',
      headers: { 'x-looker-appid': 'demo' },
      body: { workspace_id: 'dev' },
      as: { userId: '789', sudoBy: '1', token: loginUser?.granted?.token },
    })
    expect(patch?.headers).not.toHaveProperty('x-other')
    expect(unknown).toMatchObject({ as: null, status: 401 })
  })

  it('names whom a request was made as even when a fault answers it', async () => {
    const emulator = createEmulator()
    const looker = clientOf(emulator)
    const token = await looker.login()
    emulator.faults.add({ match: { path: '*/user' }, status: 503 })
    await looker.whoAmI(token)
    expect(emulator.requests.at(-1)).toMatchObject({ as: { userId: '1' }, status: 503, fault: ['status'] })
  })

  it('shows a request that is not answered yet', async () => {
    const emulator = createEmulator()
    emulator.faults.add({ match: { path: '/alive' }, delayMs: 60_000 })
    const controller = new AbortController()
    const answer = emulator.fetch(`${ORIGIN}/alive`, { signal: controller.signal })
    expect(emulator.requests.at(-1)).toMatchObject({ outcome: 'pending', status: null })
    controller.abort()
    await expect(answer).rejects.toThrow()
  })

  it('hands out copies', async () => {
    const emulator = createEmulator()
    await emulator.fetch(`${ORIGIN}/alive`)
    emulator.requests.pop()
    expect(emulator.requests).toHaveLength(1)
  })
})
