import { createSession } from '@looker-auth/node'
import { afterEach, expect, test, vi } from 'vitest'
import { whoIs } from './looker'
import { nameOf, sessionThatAnswers } from './mock-session'
import { sessionOnEmulator } from './mock-with-emulator'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a session on an emulator in the process signs in, calls and signs out', async () => {
  const { emulator, looker } = sessionOnEmulator()
  expect(await whoIs(looker.as(789))).toBe('789')
  expect(await looker.logout()).toEqual({ revoked: true })
  expect(emulator.stats).toMatchObject({ login: 1, login_user: 1 })
})

test('it works with fake timers, and a token that has expired by them is renewed', async () => {
  vi.useFakeTimers()
  const { emulator, looker } = sessionOnEmulator()
  expect(await whoIs(looker)).toBe('1')
  vi.advanceTimersByTime(3_601_000)
  expect(await whoIs(looker)).toBe('1')
  expect(emulator.stats.login).toBe(2)
  await looker.close()
})

test('code that asks for `fetch` alone takes a stand-in of one line', async () => {
  expect(await nameOf(sessionThatAnswers({ display_name: 'Ana' }))).toBe('Ana')
})

test('a stubbed global fetch is used only where it is given as the option fetch', async () => {
  const answer = vi.fn(async () => Response.json({ id: '1' }))
  vi.stubGlobal('fetch', answer)
  const options = { baseUrl: 'http://127.0.0.1:9', token: 'a-token', iniPath: false, env: {} } as const
  await expect(createSession({ ...options, timeoutMs: 5000 }).fetch('/user')).rejects.toThrow(TypeError)
  expect(answer).not.toHaveBeenCalled()
  const looker = createSession({ ...options, fetch: (input, init) => fetch(input, init) })
  expect(await whoIs(looker)).toBe('1')
  expect(answer).toHaveBeenCalledOnce()
})
