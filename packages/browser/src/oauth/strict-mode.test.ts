import { afterEach, describe, expect, test } from 'vitest'
import { type FakeLooker, type FakeTab, fakeLooker, fakeTab, signedIn } from '../../test/fake-tab'
import type { Session, SignInMethods } from '../index'

const sessions: Session[] = []
afterEach(() => Promise.all(sessions.splice(0).map(session => session.close())))

/** The session of a page that was just loaded. */
function open(looker: FakeLooker, tab: FakeTab): Session & SignInMethods {
  const session = looker.open(tab)
  sessions.push(session)
  return session
}

describe("React's StrictMode, which runs an effect twice", () => {
  const back = async () => {
    const tab = fakeTab()
    const looker = fakeLooker('https://looker.example')
    await open(looker, tab).signIn({ returnTo: '/reports' })
    tab.href = looker.allow(tab)
    const codes = () => looker.emulator.requests.filter(({ path }) => path === '/api/token').length
    return { tab, looker, codes }
  }

  test('shares one exchange and one answer, and a call waits for it', async () => {
    const { tab, looker, codes } = await back()
    const session = open(looker, tab)
    const [first, second, user] = await Promise.all([
      session.completeSignIn(),
      session.completeSignIn(),
      session.fetch('/user').then(response => response.json()),
    ])
    expect([first, second]).toEqual([{ returnTo: '/reports' }, { returnTo: '/reports' }])
    expect(user).toMatchObject({ id: '789' })
    expect([codes(), tab.href]).toEqual([1, signedIn])
  })

  test('loses no sign-in when the cleanup closes the session', async () => {
    const { tab, looker, codes } = await back()
    const first = open(looker, tab)
    const closed = expect(first.completeSignIn()).rejects.toMatchObject({ code: 'closed' })
    void first.close()
    const second = open(looker, tab)
    expect(await second.completeSignIn()).toEqual({ returnTo: '/reports' })
    await closed
    expect([codes(), tab.href, second.state.identity.subject]).toEqual([1, signedIn, '789'])
  })

  test('leaves the answer to the first of two sessions', async () => {
    const { tab, looker, codes } = await back()
    const outcomes = await Promise.all(
      [open(looker, tab), open(looker, tab)].map(one => one.completeSignIn()),
    )
    expect(outcomes).toEqual([{ returnTo: '/reports' }, undefined])
    expect(codes()).toBe(1)
  })
})
