import { AuthError, errorTable } from '@looker-auth/browser'
import { expect, test } from 'vitest'
import { problemOf } from './problem'

test("what this application's own server says in the same words is told once", () => {
  const { message, hint } = errorTable.unavailable
  const { what, toDo } = problemOf(
    new AuthError('unavailable', { status: 503, serverMessage: `${message} ${hint}` }),
  )
  expect(what).toBe('Looker could not answer at the moment. (HTTP 503)')
  expect(toDo).toBe('Looker may be restarting or overloaded: call again later.')
})

test('what it says beside is kept, without the hint that follows anyway', () => {
  const { hint } = errorTable.sign_in_required
  const serverMessage = `No user is signed in to the application. ${hint}`
  const { what } = problemOf(new AuthError('sign_in_required', { status: 401, serverMessage }))
  expect(what).toBe('The user has to sign in first. (HTTP 401 "No user is signed in to the application.")')
})

test("Looker's own words are kept", () => {
  const { what } = problemOf(new AuthError('unknown_user', { status: 404, serverMessage: 'Not found' }))
  expect(what).toContain('(HTTP 404 "Not found")')
})

test('nothing tells a user to call a function or to fill in a placeholder', () => {
  for (const code of [
    'unavailable',
    'signed_out',
    'sign_in_required',
    'identity_changed',
    'user_not_allowed',
  ] as const)
    expect(problemOf(new AuthError(code)).toDo).not.toMatch(/[{}]|\(\)/)
})
