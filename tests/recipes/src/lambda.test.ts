import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLooker } from './looker'

const { emulator } = await startLooker()
const folder = mkdtempSync(join(tmpdir(), 'looker-auth-lambda-'))
const bundle = join(folder, 'lambda.mjs')
const run = promisify(execFile)
afterAll(() => rmSync(folder, { recursive: true }))

beforeAll(() =>
  run(process.execPath, ['build-lambda.mjs', bundle], { cwd: fileURLToPath(new URL('.', import.meta.url)) }),
)

/** What a process of Node prints that loads the bundle and calls its handler once, as Lambda does. */
async function call(file: string): Promise<unknown> {
  const code = `const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)})
const answer = await handler({}, { getRemainingTimeInMillis: () => 30_000 })
  .catch(({ code, cause }) => ({ code, cause: cause?.message }))
process.stdout.write(JSON.stringify(answer))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: folder })
  return JSON.parse(stdout)
}

test('the bundle, an ES module of one file without node_modules, calls Looker', async () => {
  expect(await call(bundle)).toMatchObject({ statusCode: 200, body: expect.stringContaining('"id":"789"') })
})

test('without the line that makes require(), the call fails as the recipe says', async () => {
  const bare = join(folder, 'bare.mjs')
  const lines = readFileSync(bundle, 'utf8').split('\n')
  expect(lines[1]).toMatch(/^const require = /)
  writeFileSync(bare, lines.slice(2).join('\n'))
  expect(await call(bare)).toEqual({
    code: 'configuration',
    cause: 'Dynamic require of "stream" is not supported',
  })
})

test.each([
  ['the login is not answered', { match: { path: '/api/4.0/login' }, delayMs: 60_000 }],
  ['the call is not answered', { match: { path: '/api/4.0/user' }, delayMs: 60_000 }],
  ['the body does not end', { match: { path: '/api/4.0/user' }, stall: true }],
])('gives up before Lambda ends the call, where %s', async (_, fault) => {
  const { handler } = await import('./lambda')
  const added = emulator.faults.add({ ...fault, times: 'always' })
  expect(await handler({}, { getRemainingTimeInMillis: () => 1000 })).toMatchObject({ statusCode: 504 })
  added.remove()
  expect(await handler({}, { getRemainingTimeInMillis: () => 30_000 })).toMatchObject({ statusCode: 200 })
})
