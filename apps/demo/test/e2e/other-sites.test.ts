import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEmulator } from '@looker-auth/emulator'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { extent } from '../../../../vitest.extents.ts'
import { describeChromium } from './chromium'
import { signInToApplication, visitors } from './visitor'

/** Hosts of pages beside http://127.0.0.1: a name that was made to lead here, of another site and of the same site. */
const elsewhere = ['rebound.example', 'localhost', '127.0.0.1'].slice(0, extent('costlyRows'))

describeChromium('a page of another origin', browser => {
  const visit = visitors(browser)

  test.each(elsewhere)('at %s cannot use the control endpoints of an emulator', async host => {
    const emulator = createEmulator({ control: true })
    const server = await emulator.listen()
    onTestFinished(() => server.close())
    const { context } = await visit()
    const page = await context.newPage()
    const target = await openElsewhere(page, host, server.url)
    const before = emulator.clock.now()
    const attacks = {
      '/__emulator/faults': { match: { path: '*' }, times: 'always', status: 503 },
      '/__emulator/origins': { origin: await page.evaluate(() => location.origin) },
      '/__emulator/clock': { advanceMs: 86_400_000 },
    }
    for (const [path, body] of Object.entries(attacks)) await sendFrom(page, `${target}${path}`, body)
    expect(await readFrom(page, `${target}/__emulator/requests`)).not.toContain('[')
    expect((await fetch(`${server.url}/alive`)).status).toBe(200)
    expect(emulator.allowedOrigins.list).toEqual([])
    expect(emulator.clock.now() - before).toBeLessThan(86_400_000)
  })

  test.each(elsewhere)('at %s cannot use the demo, with the cookies of who uses it', async host => {
    const { demo, context, open } = await visit()
    const tab = await open('/backend')
    await signInToApplication(tab, '789')
    const page = await context.newPage()
    const target = await openElsewhere(page, host, demo.url)
    const attacks = {
      '/emulator/time': { ms: 86_400_000 },
      '/emulator/fault': { kind: 'drop', place: 'calls' },
      '/emulator/revoke': { userId: '789' },
      '/sign-in': { userId: '2' },
      '/sign-out': {},
      '/as-users': { userIds: ['2'], calls: 1 },
      '/looker-token': { operation: 'token', user_id: '789' },
    }
    for (const [path, body] of Object.entries(attacks)) await sendFrom(page, `${target}${path}`, body)
    expect(await readFrom(page, `${target}/facts.json`)).not.toContain('signedInAs')
    const { aheadMs, fault, emulator } = demo.instance.steering!
    expect({ aheadMs, fault, login: emulator.stats.login }).toEqual({ aheadMs: 0, fault: null, login: 0 })
    await tab.page.reload()
    await tab.shows('who', 'Ana Regular (789)')
  })
})

/**
 * Opens a page there that is not ours. Answers where it finds the server: a name that was made to lead to it is the page's own
 * origin.
 */
async function openElsewhere(page: Page, host: string, serverUrl: string): Promise<string> {
  if (host.endsWith('.example')) {
    const rebound = `http://${host}:${new URL(serverUrl).port}`
    // What it answers there is no page of ours: only the origin counts.
    await page.goto(`${rebound}/`)
    return rebound
  }
  const site = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<p>Elsewhere'))
  onTestFinished(() => void site.close().closeAllConnections())
  await once(site.listen(0, host), 'listening')
  await page.goto(`http://${host}:${(site.address() as AddressInfo).port}/`)
  return serverUrl
}

/** Sends JSON in each way that a page has. Each way has ended, answered or refused, when this resolves. */
async function sendFrom(page: Page, url: string, body: object): Promise<void> {
  await page.evaluate(
    async ([to, json]) => {
      const type = (value: string) => ({ headers: { 'content-type': value } })
      const requests: RequestInit[] = [
        { mode: 'no-cors', ...type('text/plain') },
        { mode: 'no-cors', ...type('application/json') },
        { mode: 'no-cors', referrerPolicy: 'no-referrer' },
        { mode: 'cors', ...type('application/json') },
      ]
      for (const init of requests) {
        await fetch(to, { method: 'POST', credentials: 'include', body: json, ...init }).catch(
          () => undefined,
        )
      }
      // A form whose one field, as text, reads as JSON: {"...", "ignored": "="}.
      const frame = Object.assign(document.createElement('iframe'), { name: 'answer' })
      document.body.append(frame)
      const form = Object.assign(document.createElement('form'), {
        method: 'post',
        action: to,
        target: frame.name,
        enctype: 'text/plain',
      })
      const name = json.replace(/\}$/, `${json === '{}' ? '' : ','}"ignored":"`)
      form.append(Object.assign(document.createElement('input'), { name, value: '"}' }))
      document.body.append(form)
      const answered = new Promise(resolve => frame.addEventListener('load', resolve))
      form.submit()
      await answered
      frame.remove()
      form.remove()
    },
    [url, JSON.stringify(body)] as const,
  )
}

/** What a page can read there. */
async function readFrom(page: Page, url: string): Promise<string> {
  return page.evaluate(
    to =>
      fetch(to, { credentials: 'include' }).then(
        answer => answer.text(),
        () => '',
      ),
    url,
  )
}
