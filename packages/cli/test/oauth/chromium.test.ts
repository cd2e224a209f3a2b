import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { boundMs } from '../../../../vitest.extents.ts'
import { places } from '../command-line.js'
import { htmlUser, serveOauthLooker } from './oauth-looker.js'
import { isListening, startLogin, startLoginElsewhere, type WaitingLogin } from './sign-in.js'

const exact = serveOauthLooker({ anyLoopbackPort: false })
const looker = serveOauthLooker()
const newPlace = places()

describeChromium('login --oauth in Chromium', browser => {
  it('comes back to the registered port, and the page says who signed in', async () => {
    const place = newPlace()
    await portIsFree(7777)
    const login = await startLogin(place, exact(), ['--verbose'])
    expect(login.redirectUri).toBe('http://127.0.0.1:7777')
    const cmdline = readFileSync(`/proc/${login.child.pid}/cmdline`, 'utf8')
    const page = await openAt(browser(), login)
    await choose(page, '789', 'allow')
    await shows(page, 'You are signed in', `Ana Regular (user 789, ana@emulator.example) on ${exact().url}.`)
    const { code, stdout, stderr } = await login.ended
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toContain(`Signed in as Ana Regular (user 789, ana@emulator.example) on ${exact().url}.`)
    expect(page.url()).toBe('http://127.0.0.1:7777/')
    expect(await page.evaluate('JSON.stringify(performance.getEntriesByType("resource"))')).toBe('[]')
    expect(exact().secrets.size).toBe(4)
    for (const secret of exact().secrets) expect([stderr, cmdline, page.url()].join()).not.toContain(secret)
    expect(exact().emulator.stats).toMatchObject({ token_code: 1, token_refresh: 0 })
  })

  it('takes a free port where 7777 is in use, and says so', async () => {
    await takePort(7777)
    const login = await startLogin(newPlace(), looker())
    const port = Number(new URL(login.redirectUri).port)
    expect(port).not.toBe(7777)
    const page = await openAt(browser(), login)
    await choose(page, '789', 'allow')
    await shows(page, 'You are signed in', 'Ana Regular')
    expect(page.url()).toBe(`${login.redirectUri}/`)
    const { code, stderr } = await login.ended
    expect([code, stderr]).toEqual([0, expect.stringContaining('Port 7777 is in use')])
    expect(await isListening(port)).toBe(false)
  })

  it('goes on to wait where Looker refuses the free port', async () => {
    await takePort(7777)
    const login = await startLogin(newPlace(), exact())
    const page = await openAt(browser(), login)
    await shows(page, "This sign-in can't go on", 'redirect_uri is not exactly the registered one')
    login.child.kill('SIGINT')
    expect((await login.ended).code).toBe(130)
  })

  it('ends with access_denied where the person denies it', async () => {
    const place = newPlace()
    const login = await startLoginElsewhere(place, looker())
    const page = await openAt(browser(), login)
    await choose(page, '789', 'deny')
    await shows(page, 'You did not sign in', 'Access was denied')
    expect(page.url()).toBe(`${login.redirectUri}/`)
    const { code, stderr } = await login.ended
    expect([code, stderr]).toEqual([4, expect.stringContaining('(access_denied)')])
    expect(place.files().filter(({ name }) => name.endsWith('profiles.json'))).toEqual([])
  })

  it('shows a page for other requests, and goes on to wait', async () => {
    const login = await startLoginElsewhere(newPlace(), looker())
    const { redirectUri } = login
    const page = await openAt(browser(), login)
    const other = await page.context().newPage()
    await other.goto(`${redirectUri}/?code=canarycode&state=another`)
    await shows(other, 'This is not the answer', 'another one')
    expect(other.url()).toBe(`${redirectUri}/`)
    await other.goto(`${redirectUri}/?error=access_denied`)
    await shows(other, 'This is not the answer', 'another one')
    await other.goto(redirectUri)
    await shows(other, 'Nothing here', 'waits')
    const { emulator } = looker()
    emulator.faults.add({ match: { path: '/api/token' }, delayMs: 600_000 })
    const before = emulator.requests.length
    const answers: string[] = []
    page.on('request', request => {
      if (request.url().startsWith(`${redirectUri}/?code=`)) answers.push(request.url())
    })
    await page.selectOption('#user', '789')
    await page.click('[value=choose]')
    // The page that follows is not answered before the token is.
    void page.click('[value=allow]').catch(() => {})
    const isAsked = () => emulator.requests.slice(before).some(({ path }) => path === '/api/token')
    await vi.waitUntil(isAsked, { timeout: boundMs(30_000) })
    // In the same context, Chromium would wait for the first answer.
    const repeated = await newTab(browser())
    await repeated.goto(answers[0] ?? '')
    await shows(repeated, 'This sign-in was answered before', 'works once')
    login.child.kill('SIGINT')
    expect((await login.ended).code).toBe(130)
  })

  it('shows a name that is HTML as text', async () => {
    const login = await startLoginElsewhere(newPlace(), looker())
    const page = await openAt(browser(), login)
    await choose(page, String(htmlUser.id), 'allow')
    await shows(page, 'You are signed in', '<b>Bo</b> <script>alert(1)</script>')
    expect((await login.ended).code).toBe(0)
  })
})

/** A tab of a browser that no person is signed in with. */
async function newTab(browser: Browser): Promise<Page> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  return context.newPage()
}

async function openAt(browser: Browser, { address }: WaitingLogin): Promise<Page> {
  const page = await newTab(browser)
  await page.goto(address)
  return page
}

async function choose(page: Page, userId: string, answer: 'allow' | 'deny'): Promise<void> {
  await page.selectOption('#user', userId)
  await page.click('[value=choose]')
  await page.click(`[value=${answer}]`)
}

async function shows(page: Page, title: string, text: string): Promise<void> {
  await vi.waitUntil(async () => (await page.textContent('h1'))?.includes(title), {
    timeout: boundMs(30_000),
  })
  expect(await page.textContent('main')).toContain(text)
}

/** Another program listens on the port until the test is over. */
async function takePort(port: number): Promise<void> {
  await portIsFree(port)
  const server = createServer()
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
}

async function portIsFree(port: number): Promise<void> {
  await vi.waitUntil(async () => !(await isListening(port)), { timeout: boundMs(60_000), interval: 500 })
}
