import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { apiVersions } from '@looker-auth/core'
import { createEmulator, defaultSeed, type Emulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { extent } from '../../../vitest.extents.ts'

const folder = fileURLToPath(new URL('./seed-examples/', import.meta.url))
const configured = { clientId: 'configured_id', clientSecret: 'configured_secret' }
const keys = [
  ['clientId_example', 'clientSecret_example'],
  ['client_id_example', 'client_secret_example'],
  [configured.clientId, configured.clientSecret],
] as const

interface Ran {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** Runs an example of the documents as a script of its own, configured by the environment only. */
function run(example: string, env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const { PATH = '' } = process.env
    const child = spawn(process.execPath, [folder + example], { cwd: folder, env: { PATH, ...env } })
    let output = ''
    let errors = ''
    child.stdout.on('data', chunk => (output += chunk))
    child.stderr.on('data', chunk => (errors += chunk))
    child.on('error', reject)
    child.on('close', code => resolve({ code, output, errors }))
  })
}

describe.each(apiVersions.slice(-extent('costlyRows')))("the documents' examples, on API %s", version => {
  let emulator: Emulator
  let server: EmulatorServer

  beforeEach(async () => {
    const apiKeys = keys.map(([client_id, client_secret]) => ({ client_id, client_secret, user_id: 1 }))
    emulator = createEmulator({ seed: { ...defaultSeed(), apiKeys } })
    server = await emulator.listen()
  })
  afterEach(() => server.close())

  const settings = () => ({
    LOOKERSDK_BASE_URL: server.url,
    LOOKERSDK_API_VERSION: version,
    LOOKERSDK_CLIENT_ID: configured.clientId,
    LOOKERSDK_CLIENT_SECRET: configured.clientSecret,
  })
  const journal = () => emulator.requests.map(({ method, path }) => `${method} ${path}`)
  const api = `/api/${version}`

  it.each([
    [
      'javascript-login.cjs',
      [`POST ${api}/login`],
      /^API called successfully. Returned data: \[object Object\]\n$/,
    ],
    [
      'javascript-login-user.cjs',
      [`POST ${api}/login`, `POST ${api}/login/789`],
      /^API called successfully. Returned data: \[object Object\]\n$/,
    ],
    [
      'javascript-logout.cjs',
      [`POST ${api}/login`, `DELETE ${api}/logout`],
      /^API called successfully. Returned data: null\n$/,
    ],
    ['python-login.mjs', [`POST ${api}/login`], /access_token: '[A-Za-z0-9]{40}'/],
    [
      'python-login-user.mjs',
      [`POST ${api}/login`, `POST ${api}/login/789`],
      /access_token: '[A-Za-z0-9]{40}'/,
    ],
    ['python-logout.mjs', [`POST ${api}/login`, `DELETE ${api}/logout`], /^\n$/],
  ])('%s', async (example, requests, prints) => {
    const { code, output, errors } = await run(example, settings())
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(output).toMatch(prints)
    expect(journal()).toEqual(requests)
  })

  it.each([
    ['javascript-logout.cjs', 'errors'],
    ['python-logout.mjs', 'output'],
  ] as const)(
    '%s, with a wrong secret, reports what Looker says and does not show the secret',
    async (example, where) => {
      const ran = await run(example, { ...settings(), LOOKERSDK_CLIENT_SECRET: 'canary-secret' })
      expect(ran[where]).toContain('bad_credentials')
      expect(ran[where]).toContain('Check both against the API key')
      expect(ran.output + ran.errors).not.toContain('canary-secret')
    },
  )
})
