import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { fetchContractHandler } from '@looker-auth/core/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { boundMs, runsAllTests } from '../../../../vitest.extents.ts'
import type { Results } from './contracts-page'
import { contractsSuite } from './contracts-suite'
import { listening, serveSite } from './site'

const nowhere = { origin: 'http://nowhere.test', otherOrigin: 'http://nowhere.test', deadOrigin: '' }

describeChromium('in Chromium, the contracts of the seams and the session', browser => {
  let results: Results

  beforeAll(async () => {
    const site = await serveSite('contracts-page.ts')
    const listener = getRequestListener(fetchContractHandler(), { overrideGlobalObjects: false })
    const [origin = '', otherOrigin = '', deadOrigin = ''] = await Promise.all(
      [createServer(listener), createServer(listener), dead()].map(listening),
    )
    const page = await browser().newPage()
    await page.goto(site.origin)
    await page.waitForFunction(() => 'runContracts' in globalThis)
    const servers = { origin, otherOrigin, deadOrigin }
    results = await page.evaluate(([...wanted]) => runContracts(...wanted), [servers, runsAllTests] as const)
  }, boundMs(600_000))

  describe.each(Object.entries(contractsSuite(nowhere, runsAllTests)))('hold: %s', (topic, cases) => {
    for (const { name } of cases)
      test(name, () => expect(results[topic]?.[name]).toEqual({ error: undefined }))
  })
})

/** It listens, and hangs up on whoever comes: a port without a listener may be somebody's the next moment. */
function dead(): Server {
  return createServer().on('connection', socket => socket.destroy())
}
