import { afterEach, describe, expect, test } from 'vitest'
import { type FakeLooker, type FakeTab, fakeLooker, fakeTab, redirectUri } from '../../test/fake-tab'
import type { Session, SignInMethods } from '../index'

const sessions: Session[] = []
afterEach(() => Promise.all(sessions.splice(0).map(session => session.close())))

/** The session of a page that was just loaded. */
function open(looker: FakeLooker, tab: FakeTab, clientId?: string): Session & SignInMethods {
  const session = looker.open(tab, clientId)
  sessions.push(session)
  return session
}

describe('two sessions with one redirect URI', () => {
  const instances = () => {
    const [one, two] = [fakeLooker('https://one.example'), fakeLooker('https://two.example')]
    return [(tab: FakeTab) => open(one, tab), (tab: FakeTab) => open(two, tab), one, two] as const
  }
  const clients = () => {
    const looker = fakeLooker('https://one.example', ['app', 'other-app'])
    return [
      (tab: FakeTab) => open(looker, tab),
      (tab: FakeTab) => open(looker, tab, 'other-app'),
      looker,
      looker,
    ] as const
  }

  describe.each([
    ['of two instances', instances],
    ['of two applications', clients],
  ])('%s', (_, create) => {
    test.each([
      ['first', ['mine', 'other']],
      ['last', ['other', 'mine']],
    ] as const)('take their own answers, when the one it is for is asked %s', async (_, order) => {
      const tab = fakeTab()
      const [openOne, openTwo, one, two] = create()
      // Both sign-ins are begun: the user came back from the first with the back button.
      await openOne(tab).signIn({ returnTo: '/one' })
      const answerOfOne = one.allow(tab)
      tab.href = 'https://app.example/'
      await openTwo(tab).signIn({ returnTo: '/two' })
      const answerOfTwo = two.allow(tab, '2')
      for (const [answer, openMine, openOther, returnTo, user] of [
        [answerOfOne, openOne, openTwo, '/one', '789'],
        [answerOfTwo, openTwo, openOne, '/two', '2'],
      ] as const) {
        tab.href = answer
        const page = { mine: openMine(tab), other: openOther(tab) }
        const outcomes = { mine: {}, other: {} }
        for (const who of order) {
          outcomes[who] = (await page[who].completeSignIn()) ?? 'no answer'
          if (who === 'other') expect(tab.href).toBe(order[0] === 'other' ? answer : redirectUri)
        }
        expect(outcomes).toEqual({ mine: { returnTo }, other: 'no answer' })
        expect(tab.href).toBe(redirectUri)
        expect(page.mine.state.identity.subject).toBe(user)
        expect(page.other.state.identity.subject).toBeUndefined()
      }
    })

    test.each([
      ['first', true],
      ['last', false],
    ])('take it where only one began a sign-in, which is asked %s', async (_, isFirst) => {
      const tab = fakeTab()
      const [openOne, openTwo, one] = create()
      await openOne(tab).signIn({ returnTo: '/one' })
      tab.href = one.allow(tab)
      const [mine, other] = [openOne(tab), openTwo(tab)]
      const asked = isFirst ? [mine, other] : [other, mine]
      const outcomes = await Promise.all(asked.map(session => session.completeSignIn()))
      const expected = [{ returnTo: '/one' }, undefined]
      expect(outcomes).toEqual(isFirst ? expected : expected.reverse())
      expect(tab.href).toBe(redirectUri)
    })

    test.each([
      ['first', true],
      ['last', false],
    ])(
      'take it from an address that is given, also when the one it is for is asked %s',
      async (_, isFirst) => {
        const tab = fakeTab()
        const [openOne, openTwo, one] = create()
        await openOne(tab).signIn({ returnTo: '/one' })
        const location = { href: one.allow(tab) }
        const [mine, other] = [openOne(tab), openTwo(tab)]
        const outcomes: unknown[] = []
        for (const session of isFirst ? [mine, other] : [other, mine])
          outcomes.push(await session.completeSignIn(location))
        const expected = [{ returnTo: '/one' }, undefined]
        expect(outcomes).toEqual(isFirst ? expected : expected.reverse())
        // Once it was taken, nobody takes it a second time.
        await expect(mine.completeSignIn(location)).rejects.toMatchObject({ code: 'state_mismatch' })
      },
    )

    test('refuse an answer that is for neither, and lose nothing by it', async () => {
      const tab = fakeTab()
      const [openOne, openTwo, one, two] = create()
      await openOne(tab).signIn({ returnTo: '/one' })
      const answerOfOne = one.allow(tab)
      tab.href = 'https://app.example/'
      await openTwo(tab).signIn({ returnTo: '/two' })
      const answerOfTwo = two.allow(tab)
      for (const first of [openOne, openTwo]) {
        tab.href = `${redirectUri}?code=forged&state=forged`
        await expect(first(tab).completeSignIn()).rejects.toMatchObject({ code: 'state_mismatch' })
        expect(tab.href).toBe(redirectUri)
      }
      expect(one.emulator.requests.filter(({ path }) => path === '/api/token')).toEqual([])
      tab.href = answerOfOne
      expect(await openOne(tab).completeSignIn()).toEqual({ returnTo: '/one' })
      tab.href = answerOfTwo
      expect(await openTwo(tab).completeSignIn()).toEqual({ returnTo: '/two' })
    })
  })
})

test.each([
  'blob:https://app.example/x',
  'data:text/html,x',
  'javascript:alert(1)',
  'http://app.example/x',
  'https://app.example:8443/x',
])('signIn() goes nowhere when the user would go on to %s', async returnTo => {
  const tab = fakeTab()
  const session = open(fakeLooker('https://looker.example'), tab)
  await expect(session.signIn({ returnTo })).rejects.toMatchObject({ code: 'configuration' })
  expect(tab.href).toBe('https://app.example/')
})
