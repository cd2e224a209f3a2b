import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createEmulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemsOf, transpiled } from './compile'
import { examples } from './examples'
import { startRedis } from './redis-server'
import { root } from './root'
import { type Snippet, snippets } from './snippets'

// Below this package, so that the snippets' imports resolve as they would in a user's project.
const folder = fileURLToPath(new URL('../node_modules/.snippets', import.meta.url))
const all = snippets()
const fileOf = ({ place, language }: Snippet) =>
  join(folder, `${place.replaceAll(/\W+/g, '-')}.${language === 'ts' ? 'mts' : 'mjs'}`)

let emulator: EmulatorServer
let redis: Awaited<ReturnType<typeof startRedis>>

beforeAll(async () => {
  redis = await startRedis()
  emulator = await createEmulator().listen()
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await Promise.all(all.map(snippet => writeFile(fileOf(snippet), snippet.code)))
})

afterAll(() => Promise.all([emulator.close(), redis?.close()]))

test('the first 30 lines of the README show both commands and the quick start', () => {
  const top = readFileSync(join(root, 'README.md'), 'utf8').split('\n').slice(0, 30).join('\n')
  expect(top).toMatch(/^npx --yes pnpm@10 start /m)
  expect(top).toMatch(/^npx --yes pnpm@10 test /m)
  expect(top).toContain(all[0]?.code)
})

test('every TypeScript snippet of the documents and every example in a docstring compiles', async () => {
  const found = readdirSync(join(root, 'packages')).flatMap(examples)
  expect(found.length).toBeGreaterThan(0)
  const files = found.map(({ place }) => join(folder, `${place.replaceAll(/\W+/g, '-')}.mts`))
  await Promise.all(found.map(({ code }, index) => writeFile(files[index] ?? '', code)))
  const typed = all.filter(({ language }) => language === 'ts')
  expect(problemsOf([...typed.map(fileOf), ...files], folder)).toBe('')
})

describe('a snippet runs, against the emulator:', () => {
  // Those of a page run in a real Chromium, in the tests of the browser package.
  const ofServers = all.filter(({ code }) => !/createSession.* from '@looker-auth\/browser'/.test(code))

  test.each(ofServers.map(snippet => [snippet.place, snippet] as const))('%s', async (_, snippet) => {
    if (redis === undefined && snippet.code.includes(`from 'redis'`)) {
      console.warn(`Skipped: ${snippet.place}, for there is no redis-server here.`)
      return expect(process.env.CI, 'CI, which has a redis-server').toBeFalsy()
    }
    const file = fileOf(snippet).replace(/\.mts$/, '.run.mjs')
    if (snippet.language === 'ts') await writeFile(file, transpiled(snippet.code))
    const env = {
      ...process.env,
      REDIS_URL: redis?.url,
      LOOKERSDK_BASE_URL: emulator.url,
      LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
      LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
    }
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder, env })
    for (const [, expected] of snippet.code.matchAll(/console\.error\(.*\) \/\/ (\w+),/g))
      expect(stderr).toContain(expected)
    for (const [, expected] of snippet.code.matchAll(/console\.log\(.*\) \/\/ (\d+)(?:: .*)?$/gm))
      expect(stdout).toContain(expected)
  })
})
