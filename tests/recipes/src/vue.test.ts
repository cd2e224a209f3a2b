import { inspect } from 'node:util'
import { ApiAuthApi, createSession, type Session } from '@looker-auth/node'
import { expect, test } from 'vitest'
import { isReactive, reactive, ref, watchEffect } from 'vue'
import { startLooker, whoIs } from './looker'

await startLooker()

test('a session in ref() and reactive() is the same session, and shows no secret', async () => {
  const session = createSession()
  const inRef = ref(session)
  const kept = reactive({ looker: session })
  expect(isReactive(inRef.value)).toBe(true)
  expect(await whoIs(inRef.value as Session)).toBe('1')
  expect(await whoIs(kept.looker.as(789))).toBe('789')
  const token = await kept.looker.token()
  expect(token).toBe(await session.token())
  for (const shown of [inRef, kept]) {
    const options = { depth: Number.POSITIVE_INFINITY, showHidden: true, showProxy: true, getters: true }
    expect(inspect(shown, options) + JSON.stringify(shown)).not.toContain(token)
  }
  await inRef.value.logout()
  await expect(session.token()).rejects.toMatchObject({ code: 'signed_out' })
  await kept.looker.close()
  await expect(session.token()).rejects.toMatchObject({ code: 'closed' })
})

test('its state is followed by subscribe', async () => {
  const looker = createSession()
  const status = ref(looker.state.status)
  const stop = looker.subscribe(() => {
    status.value = looker.state.status
  })
  const seen: string[] = []
  watchEffect(() => seen.push(status.value), { flush: 'sync' })
  await looker.token()
  stop()
  await looker.close()
  expect(seen).toEqual(['idle', 'signing_in', 'signed_in'])
})

test('an ApiAuthApi in ref() works', async () => {
  const api = ref(new ApiAuthApi())
  expect(await api.value.loginUser(789)).toMatchObject({ token_type: 'Bearer' })
  expect(await api.value.logout()).toBe('')
})
