import { afterEach, describe, expect, test } from 'vitest'
import { type FakeLooker, type FakeTab, fakeLooker, fakeTab, signedIn } from '../../test/fake-tab'
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
    const looker = fakeLooker('https://one.example')
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
    // @promise each-session-takes-its-own-answer
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
          if (who === 'other') expect(tab.href).toBe(order[0] === 'other' ? answer : signedIn)
        }
        expect(outcomes).toEqual({ mine: { returnTo }, other: 'no answer' })
        expect(tab.href).toBe(signedIn)
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
      expect(tab.href).toBe(signedIn)
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
        tab.href = `${signedIn}?code=forged&state=forged`
        await expect(first(tab).completeSignIn()).rejects.toMatchObject({ code: 'state_mismatch' })
        expect(tab.href).toBe(signedIn)
      }
      expect(one.emulator.requests.filter(({ path }) => path === '/api/token')).toEqual([])
      tab.href = answerOfOne
      expect(await openOne(tab).completeSignIn()).toEqual({ returnTo: '/one' })
      tab.href = answerOfTwo
      expect(await openTwo(tab).completeSignIn()).toEqual({ returnTo: '/two' })
    })
  })
})

describe('an answer to a sign-in', () => {
  /** A tab that is back from Looker's pages, at an address with these parameters added. */
  const back = async (parameters: string) => {
    const tab = fakeTab()
    const looker = fakeLooker('https://looker.example')
    await open(looker, tab).signIn()
    tab.href = `${looker.allow(tab)}&${parameters}`
    const asked = () => looker.emulator.requests.filter(({ path }) => path === '/api/token')
    return { tab, asked, session: open(looker, tab), other: open(fakeLooker('https://other.example'), tab) }
  }

  test.each([
    ['names another issuer', 'iss=https%3A%2F%2Fevil.example', /issuer/],
    ['names no issuer', 'iss=', /issuer/],
    ['is an error of another issuer', 'error=access_denied&iss=https%3A%2F%2Fevil.example', /issuer/],
    ['has two codes', 'code=x', /code more than once/],
    ['has two states', 'state=x', /state more than once/],
    [
      'has two issuers',
      'iss=https%3A%2F%2Flooker.example&iss=https%3A%2F%2Fevil.example',
      /iss more than once/,
    ],
    ['has two errors', 'error=access_denied&error=server_error', /error more than once/],
  ])('that %s is refused: nothing is sent, and the address is cleared', async (_, parameters, message) => {
    const { tab, session, asked } = await back(parameters)
    await expect(session.completeSignIn()).rejects.toMatchObject({
      code: 'state_mismatch',
      message: expect.stringMatching(message),
    })
    expect(tab.href).toBe(signedIn)
    expect(asked()).toEqual([])
  })

  test.each([
    ['names another issuer', 'iss=https%3A%2F%2Fother.example'],
    ['has two codes', 'code=x'],
  ])('that %s is left to the session that it answers', async (_, parameters) => {
    const { tab, session, other } = await back(parameters)
    const address = tab.href
    expect(await other.completeSignIn()).toBeUndefined()
    expect(tab.href).toBe(address)
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'state_mismatch' })
  })

  test('that names the instance is taken, and its issuer leaves the address too', async () => {
    const { tab, session } = await back('iss=https%3A%2F%2Flooker.example%2F')
    expect(await session.completeSignIn()).toEqual({ returnTo: '/' })
    expect(tab.href).toBe(signedIn)
  })

  // @promise code-goes-to-its-issuer
  test('that another instance gave, at its own redirect URI, is refused, and its code goes nowhere', async () => {
    const tab = fakeTab()
    const evil = fakeLooker('https://evil.example')
    const honest = fakeLooker('https://honest.example', 'https://app.example/signed-in-honest')
    await open(evil, tab).signIn()
    // The instance sends the user on to the other one, with the state and the challenge of its own sign-in.
    const onward = new URL(tab.href)
    onward.searchParams.set('redirect_uri', 'https://app.example/signed-in-honest')
    tab.href = `https://honest.example/auth${onward.search}`
    tab.href = honest.allow(tab)
    expect(tab.href).toContain('https://app.example/signed-in-honest?code=')
    expect(await open(honest, tab).completeSignIn()).toBeUndefined()
    await expect(open(evil, tab).completeSignIn()).rejects.toMatchObject({
      code: 'state_mismatch',
      message: expect.stringMatching(/redirect URI/),
    })
    expect(tab.href).toBe('https://app.example/signed-in-honest')
    for (const { emulator } of [evil, honest])
      expect(emulator.requests.filter(({ path }) => path === '/api/token')).toEqual([])
  })

  test.each([
    ['at the redirect URI with a slash more', signedIn, '/signed-in/?', 'taken'],
    ['with the query of the redirect URI', `${signedIn}?instance=eu`, '/signed-in?', 'taken'],
    ['with another query', `${signedIn}?instance=eu`, '/signed-in?instance=us&', 'refused'],
    ['on another path', signedIn, '/signed-in/x?', 'refused'],
  ])('%s (%s, %s) is %s', async (_, redirectUri, start, result) => {
    const tab = fakeTab()
    const looker = fakeLooker('https://looker.example', redirectUri)
    await open(looker, tab).signIn()
    const answer = new URL(looker.allow(tab))
    if (start.includes('us')) answer.searchParams.delete('instance')
    tab.href = `https://app.example${start}${answer.search.slice(1)}`
    const outcome = open(looker, tab).completeSignIn()
    if (result === 'taken') expect(await outcome).toEqual({ returnTo: '/' })
    else await expect(outcome).rejects.toMatchObject({ code: 'state_mismatch' })
    expect(tab.href).not.toContain('code=')
  })

  test.each(['code=SUMMER24', 'error=payment_failed', 'code=a&code=b'])(
    'is not seen in ?%s without a state, where no sign-in was begun in the tab',
    async parameters => {
      const tab = fakeTab()
      tab.href = `${signedIn}?${parameters}`
      expect(await open(fakeLooker('https://looker.example'), tab).completeSignIn()).toBeUndefined()
      expect(tab.href).toBe(`${signedIn}?${parameters}`)
    },
  )

  test('without a state is refused where a sign-in was begun', async () => {
    const { tab, session } = await back('')
    tab.href = `${signedIn}?code=x`
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'state_mismatch' })
  })

  test('is no matter of a page that is not the redirect URI, whatever it repeats', async () => {
    const { tab, session } = await back('')
    tab.href = 'https://app.example/errors?error=404&error=500&code=x&code=y'
    expect(await session.completeSignIn()).toBeUndefined()
    expect(tab.href).toContain('error=500')
  })
})

test.each([
  'blob:https://app.example/x',
  'data:text/html,x',
  'javascript:alert(1)',
  'http://app.example/x',
  'https://app.example:8443/x',
  'https://evil.example/',
  '//evil.example/x',
  '/\\evil.example',
])('signIn() goes nowhere when the user would go on to %s', async returnTo => {
  const tab = fakeTab()
  const session = open(fakeLooker('https://looker.example'), tab)
  await expect(session.signIn({ returnTo })).rejects.toMatchObject({ code: 'configuration' })
  expect(tab.href).toBe('https://app.example/')
})
