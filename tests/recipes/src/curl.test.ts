import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { originOf, startLooker } from './looker'

await startLooker()
const command = readFileSync(new URL('ask-for-a-token.sh', import.meta.url), 'utf8')
const hasCurl = spawnSync('curl', ['--version']).status === 0

describe.skipIf(process.platform === 'win32' || !hasCurl)(
  'the token endpoint of the Express recipe by curl',
  () => {
    let origin: string
    beforeAll(async () => {
      const { server } = await import('./express')
      afterAll(() => void server.close())
      origin = await originOf(server)
    })

    /** What the command of the recipe prints, with some of it left out. */
    async function ask(leftOut = '') {
      const script = command.replace(leftOut, '').replaceAll('http://localhost:3000', origin)
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script])
      return JSON.parse(stdout)
    }

    test('answers a token of the user', async () => {
      expect(await ask()).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: expect.any(Number),
        user_id: '789',
      })
    })

    test.each([
      ['the cookie', /-H 'cookie[^']*'/, 'sign_in_required', 'No user is signed in'],
      ['the origin', /-H 'origin[^']*'/, 'request_refused', 'It names no origin'],
      ['the header', /-H 'x-looker-auth[^']*'/, 'request_refused', 'It lacks the header x-looker-auth'],
    ])('refuses it without %s, and says so', async (_, leftOut, code, reason) => {
      const [part = 'not in the recipe'] = leftOut.exec(command) ?? []
      expect(command).toContain(part)
      expect(await ask(part)).toEqual({ error: expect.objectContaining({ code, retryable: false }) })
      expect((await ask(part)).error.message).toContain(reason)
    })
  },
)
