import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, expect, type MockInstance, vi } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { originOf } from '../looker'
import { freePort, type LookerWithTls, lookerWithTls } from './looker-with-tls'
import { testOfficialClient, testOutage } from './official-client'

let looker: LookerWithTls
let origin: string

/** The server of the recipe with its built page. */
beforeAll(async () => {
  looker = await lookerWithTls()
  const port = await freePort()
  origin = `http://localhost:${port}`
  Object.assign(process.env, looker.settings, { PORT: port, ORIGIN: origin })
  const folder = await buildPage(new URL(looker.url).host)
  process.chdir(folder)
  const { server } = await import('./embed-server')
  await originOf(server)
  afterAll(async () => {
    server.close()
    server.closeAllConnections()
    await looker.close()
    process.chdir(tmpdir())
    await rm(folder, { recursive: true })
  })
})

const textOf = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')

/** A folder with the page of the recipe in dist. */
async function buildPage(lookerHost: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-embed-'))
  await build({
    stdin: {
      contents: textOf('main.ts').replace('looker.example.com', lookerHost),
      loader: 'ts',
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    outfile: join(folder, 'dist', 'script.js'),
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // The client's dependencies look for Node's.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  })
  await writeFile(join(folder, 'dist', 'index.html'), textOf('index.html').replace('main.ts', 'script.js'))
  return folder
}

describeChromium('the official client with Express', browser => {
  let reported: MockInstance
  beforeEach(() => {
    reported = vi.spyOn(console, 'error')
  })
  afterEach(() => expect(reported).not.toHaveBeenCalled())

  testOfficialClient(browser, () => ({ emulator: looker.emulator, page: origin }))
})

describeChromium('the official client with Express, while Looker fails', browser => {
  let reported: MockInstance
  beforeEach(() => {
    reported = vi.spyOn(console, 'error').mockImplementation(() => {})
  })
  afterEach(() => {
    expect(reported).toHaveBeenCalled()
    reported.mockRestore()
  })

  testOutage(browser, () => ({ emulator: looker.emulator, page: origin }))
})
