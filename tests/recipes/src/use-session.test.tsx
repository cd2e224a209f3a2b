// @vitest-environment happy-dom
import { createSession, type Session } from '@looker-auth/core'
import { createEmulator } from '@looker-auth/emulator'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, onTestFinished, test } from 'vitest'
import { SignedIn } from './use-session'

const json = { 'content-type': 'application/json' }

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

async function show(looker: Session): Promise<HTMLElement> {
  const place = document.createElement('div')
  const root = createRoot(place)
  await act(async () => root.render(<SignedIn looker={looker} />))
  onTestFinished(() => act(async () => root.unmount()))
  return place
}

test('the component shows each change of the session, signs it out and in again', async () => {
  const emulator = createEmulator()
  const looker = createSession({
    baseUrl: 'https://looker.example',
    fetch: (input, init) => emulator.fetch(input as string, init),
    credentials: { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' },
  })
  const place = await show(looker)
  expect(place.textContent).toBe('idle')
  await act(async () => void (await looker.token()))
  expect(place.textContent).toBe('Sign out')
  await act(async () => place.querySelector('button')?.click())
  await expect.poll(() => act(async () => place.textContent)).toBe('Sign in again')
  await act(async () => place.querySelector('button')?.click())
  await expect.poll(() => act(async () => place.textContent)).toBe('Sign out')
})

test('what went wrong is shown by its next step', async () => {
  const looker = createSession({
    baseUrl: 'https://looker.example',
    fetch: async () => new Response('{"message":"Not found"}', { status: 404, headers: json }),
    credentials: { clientId: 'wrong', clientSecret: 'wrong' },
  })
  const place = await show(looker)
  await act(async () => void (await looker.token().catch(() => undefined)))
  expect(place.querySelector('[role=alert]')?.textContent).toMatch(/^Check both against the API key/)
})
