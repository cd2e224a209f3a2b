import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startLooker, whoIs } from './looker'

const { url } = await startLooker()

test('envPrefix reads the variables of each instance under its own names', async () => {
  for (const prefix of ['LOOKER', 'LOOKER_EU', 'LOOKER_US']) {
    for (const name of ['BASE_URL', 'CLIENT_ID', 'CLIENT_SECRET'])
      process.env[`${prefix}_${name}`] = process.env[`LOOKERSDK_${name}`]
  }
  process.env.LOOKERSDK_BASE_URL = 'https://not-this-one.example'
  const { looker, instances } = await import('./env-prefix')
  for (const session of [looker, instances.eu, instances.us]) {
    expect(session.baseUrl).toBe(url)
    expect(await whoIs(session)).toBe('1')
    await session.close()
  }
})

test('node --env-file gives the settings, and a variable that is already set goes before the file', async () => {
  const { LOOKERSDK_CLIENT_ID, LOOKERSDK_CLIENT_SECRET, ...env } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, ['--env-file=looker.env', 'env-file.mjs'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...env, LOOKERSDK_BASE_URL: url },
  })
  expect(stdout).toMatch(/Admin/)
})
