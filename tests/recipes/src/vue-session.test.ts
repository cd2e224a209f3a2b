import { createSession } from '@looker-auth/node'
import { expect, test } from 'vitest'
import { effectScope, isReactive, watch } from 'vue'
import { startLooker, whoIs } from './looker'
import { createAppState, useSessionState } from './vue-session'

await startLooker()

test('a component sees each state of the session until it is unmounted', async () => {
  const looker = createSession()
  const seen: string[] = []
  const scope = effectScope()
  scope.run(() => {
    const state = useSessionState(looker)
    watch(state, ({ status }) => seen.push(status), { flush: 'sync' })
  })
  await looker.token()
  scope.stop()
  await looker.logout()
  expect(seen).toEqual(['signing_in', 'signed_in'])
  await looker.close()
})

test('markRaw() keeps the session as it is in a reactive object', async () => {
  const looker = createSession()
  const state = createAppState(looker)
  expect(isReactive(state)).toBe(true)
  expect(state.looker).toBe(looker)
  expect(await whoIs(state.looker)).toBe('1')
  await state.looker.close()
})
