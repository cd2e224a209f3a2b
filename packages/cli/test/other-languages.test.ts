import { readFileSync } from 'node:fs'
import { createEmulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type InstalledCommand, installedCommand } from './installed-command'
import { testWith } from './test-with'

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
const section = page.split('## Other languages')[1]?.split('\n## ')[0] ?? ''
const emulator = createEmulator()
let server: EmulatorServer
let command: InstalledCommand

beforeAll(async () => {
  server = await emulator.listen()
  command = await installedCommand({
    LOOKERSDK_BASE_URL: server.url,
    LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
    LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
  })
})

afterAll(() => Promise.all([server.close(), command.remove()]))

/** The programs that docs/cli.md shows, with the emulator's address. */
function program(language: string, index = 0): string {
  const found = [...section.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))]
  const [, code = ''] = found[index] ?? []
  expect(code).toContain('https://me.looker.com/')
  return code.replaceAll('https://me.looker.com', server.url)
}

describe('what docs/cli.md shows', () => {
  testWith('curl', 'reads as the owner of the API key with curl', async () => {
    expect(JSON.parse(await command.run('sh', '-c', program('sh')))).toMatchObject({ id: '1' })
  })

  testWith('curl', 'reads with the form for scripts, which ends the script without a token', async () => {
    expect(JSON.parse(await command.run('sh', '-c', program('sh', 1)))).toMatchObject({ id: '1' })
    const { requests } = emulator.stats
    const failing = `LOOKERSDK_CLIENT_ID=; export LOOKERSDK_CLIENT_ID; ${program('sh', 1)}\necho further`
    await expect(command.run('sh', '-c', failing)).rejects.toMatchObject({ code: 3, stdout: '' })
    expect(emulator.stats.requests).toBe(requests)
  })

  testWith('curl', 'reads with the form that gives curl the header through stdin', async () => {
    expect(JSON.parse(await command.run('sh', '-c', program('sh', 2)))).toMatchObject({ id: '1' })
  })

  testWith('python3', 'reads as the owner of the API key with Python', async () => {
    expect(await command.run('python3', '-c', program('python'))).toBe('1\n')
  })

  test('is one login for all of them', () => {
    expect(emulator.stats.login).toBeLessThanOrEqual(1)
  })
})
