import { expect, it } from 'vitest'
import { platformRandom } from '../../seams/alphanumeric'
import { WebSessions } from './web-sessions'

it('10,000 browsers are remembered, and the oldest forgotten for one more', () => {
  const sessions = new WebSessions(platformRandom)
  const [first, second] = [sessions.begin(), sessions.begin()]
  for (let n = 2; n < 10_000; n++) sessions.begin()
  expect(sessions.find(first.id)).toBe(first)
  sessions.begin()
  expect(sessions.find(first.id)).toBeUndefined()
  expect(sessions.find(second.id)).toBe(second)
})

it('a session that takes the place of another ends it, with an id and a form token of its own', () => {
  const sessions = new WebSessions(platformRandom)
  const old = sessions.begin()
  const now = sessions.begin(undefined, old)
  expect(sessions.find(old.id)).toBeUndefined()
  expect(new Set([old.id, old.formToken, now.id, now.formToken]).size).toBe(4)
})

it('the name of the cookie stays, and is another in another emulator', () => {
  const [one, other] = [new WebSessions(platformRandom), new WebSessions(platformRandom)]
  expect(one.cookieName).toBe(one.cookieName)
  expect(one.cookieName).not.toBe(other.cookieName)
})
