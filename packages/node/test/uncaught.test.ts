import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deadOrigin, runNode } from './servers'

const built = JSON.stringify(new URL('../dist/index.js', import.meta.url).href)

/** What a program of a user prints when an error of ours ends it. */
async function uncaught(
  text: string,
  env: Record<string, string> = {},
): Promise<{ readonly shown: string; readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-uncaught-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'program.mjs')
  await writeFile(path, text)
  const { code, stderr } = await runNode(`await import(${JSON.stringify(path)})`, { env })
  expect(code).toBe(1)
  // Before the error, Node shows the line that threw it.
  return { shown: stderr.slice(stderr.indexOf('AuthError')), path }
}

const ownFrames = /at .*packages\/(core|node)\/(dist|src)\//

describe('an error that no caller catches', () => {
  test('shows code, message, hint and base URL, and then the line of the caller', async () => {
    const baseUrl = await deadOrigin()
    const { shown, path } = await uncaught(
      `import { ApiAuthApi } from ${built}
       const api = new ApiAuthApi({ baseUrl: '${baseUrl}', clientId: 'id', clientSecret: 'canary', iniPath: false, env: {} })
       await api.login()`,
    )
    const lines = shown.split('\n').map(line => line.trim())
    expect(lines[0]).toBe(
      'AuthError [network]: Looker could not be reached. Nothing listens at this host and port: check both in base_url (the API is on 443 or 19999).',
    )
    expect(lines[1]).toBe(`base URL: ${baseUrl}`)
    expect(lines[2]).toContain(`${path}:3:`)
    expect(shown).not.toMatch(ownFrames)
    expect(shown).not.toContain('undefined')
    expect(shown).not.toContain('canary')
  })

  test.each([
    ['fetch()', "await looker.fetch('/user')"],
    ['token()', 'await looker.token()'],
    ['login()', 'await looker.login()'],
    ['logout()', 'await looker.close()\n       await looker.logout()'],
  ])('of a session shows the line that calls %s', async (_, call) => {
    const { shown, path } = await uncaught(
      `import { createSession } from ${built}
       const looker = createSession({ baseUrl: '${await deadOrigin()}', clientId: 'id', clientSecret: 'canary', iniPath: false, env: {} })
       ${call}`,
    )
    expect(shown).toMatch(/^AuthError \[(network|closed)\]/)
    expect(shown).toContain(`${path}:${call.includes('close') ? 4 : 3}:`)
    expect(shown).not.toMatch(ownFrames)
    expect(shown).not.toContain('undefined')
    expect(shown).not.toContain('canary')
  })

  test('of a wrong setting shows the line that gives it', async () => {
    const { shown, path } = await uncaught(
      `import { createSession } from ${built}
       createSession({ baseUrl: 'https://me.looker.com/api/4.0', iniPath: false, env: {} })`,
    )
    const lines = shown.split('\n').map(line => line.trim())
    expect(lines[0]).toMatch(/^AuthError \[configuration\]: The setting base_url .* has \/api in it/)
    expect(lines[1]).toContain(`${path}:2:`)
    expect(shown).not.toMatch(ownFrames)
    expect(shown).not.toContain('undefined')
  })

  test.each([
    ['where Node maps lines to the sources', { NODE_OPTIONS: '--enable-source-maps' }],
    ['that says a refusal again', {}],
  ])('%s shows base URL and the line of the caller, and no frame of ours', async (which, env) => {
    const baseUrl = await deadOrigin()
    const { shown, path } = await uncaught(
      `import { createSession } from ${built}
       const looker = createSession({ baseUrl: '${baseUrl}', clientId: 'id', clientSecret: 'canary', iniPath: false, env: {} })
       ${which.includes('again') ? 'await looker.token().catch(() => {})' : ''}
       await looker.token()`,
      env,
    )
    const lines = shown.split('\n').map(line => line.trim())
    expect(lines[0]).toContain('AuthError [network]: Looker could not be reached.')
    expect(/repeats this error/.test(lines[0] ?? '')).toBe(which.includes('again'))
    expect(lines[1]).toBe(`base URL: ${baseUrl}`)
    expect(lines[2]).toContain(`${path}:4:`)
    expect(shown).not.toMatch(ownFrames)
  })
})
