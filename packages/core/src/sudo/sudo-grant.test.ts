import { createEmulator } from '@looker-auth/emulator'
import { describe, expect, test } from 'vitest'
import type { Fetch } from '../runtime/fetch.js'
import { createSession } from '../session/create-session.js'
import { shareTokens } from '../sharing/share-tokens.js'
import type { Lock } from '../stores/lock.js'
import { memoryStore } from '../stores/memory-store.js'
import { settled, simulatedClock } from '../testing/simulated-clock.js'

/** Two sessions on a store that notifies of no change. The lock of the first one is held up until `open()`. */
function twoSessions() {
  const emulator = createEmulator()
  const clock = simulatedClock(Date.now())
  const { load, commit } = memoryStore({ clock })
  const tokensSent: string[] = []
  const fetch: Fetch = (input, init) => {
    const token = new Headers(init?.headers).get('authorization')?.split(' ')[1]
    if (token !== undefined && init?.method !== 'DELETE') tokensSent.push(token)
    return emulator.fetch(new Request(input, init))
  }
  let waits = Promise.resolve()
  let locked = false
  const eventsUnderLock: string[] = []
  const lock: Lock = {
    async run(_, __, task) {
      await waits
      locked = true
      return task(true).finally(() => {
        locked = false
      })
    },
  }
  const settings = {
    baseUrl: 'https://looker.test',
    credentials: { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' },
    fetch,
    clock,
  }
  const onEvent = ({ type }: { type: string }) => void (locked && eventsUnderLock.push(type))
  const here = createSession({
    ...settings,
    sharing: shareTokens({ store: { load, commit }, lock }),
    onEvent,
  })
  const holdUp = (): (() => void) => {
    let open = (): void => {}
    waits = new Promise(resolve => {
      open = resolve
    })
    return open
  }
  return {
    here,
    elsewhere: createSession({ ...settings, sharing: shareTokens({ store: { load, commit } }) }),
    clock,
    holdUp,
    tokensSent,
    eventsUnderLock,
  }
}

describe('while a user waits for the lock and the admin is signed out elsewhere', () => {
  test("the admin's old token mints no token for the user", async () => {
    const { here, elsewhere, clock, holdUp, tokensSent, eventsUnderLock } = twoSessions()
    const old = await here.token()
    const open = holdUp()
    const user = here.as('2').fetch('/user')
    await settled()
    await elsewhere.token()
    await elsewhere.logout()
    await clock.advance(1000)
    tokensSent.length = 0
    open()
    expect(await (await user).json()).toMatchObject({ id: '2' })
    expect(tokensSent).not.toContain(old)
    expect(eventsUnderLock).toEqual([])
  })

  test("the user's token that hangs on the admin's old sign-in is not adopted", async () => {
    const { here, elsewhere, clock, holdUp, tokensSent } = twoSessions()
    await here.token()
    const open = holdUp()
    const user = here.as('2').fetch('/user')
    await settled()
    const hanging = await elsewhere.as('2').token()
    await elsewhere.logout()
    await clock.advance(1000)
    tokensSent.length = 0
    open()
    expect(await (await user).json()).toMatchObject({ id: '2' })
    expect(tokensSent).not.toContain(hanging)
  })
})
