import { readdir, readFile } from 'node:fs/promises'
import { createSession, shareTokens } from '@looker-auth/core'
import { createEmulator } from '@looker-auth/emulator'
import { expect, it } from 'vitest'
import { fileLock, fileStore } from '../../src/index'
import { credentials } from './processes'
import { filesIn, tempFolders } from './temp-folder'

const newFolder = tempFolders()

// @promise no-secret-in-file-names
it('a token is in the file of its record only; no secret, host, client or user is in any name', async () => {
  const path = await newFolder()
  const emulator = createEmulator()
  const namesWhileLocked: string[] = []
  const looker = createSession({
    baseUrl: 'https://canary-host.test',
    credentials,
    sharing: shareTokens({ store: fileStore({ path }), lock: fileLock({ path }) }),
    async fetch(input, init) {
      namesWhileLocked.push(...(await readdir(path, { recursive: true })))
      return emulator.fetch(new Request(input, init))
    },
  })
  const tokens = [await looker.token(), await looker.as('789').token()]
  expect(namesWhileLocked.filter(name => /^lock\.[0-9a-f]{64}$/.test(name)).length).toBeGreaterThan(1)

  const { clientId, clientSecret } = credentials
  const names = [...namesWhileLocked, ...(await readdir(path, { recursive: true }))].join('\n')
  for (const canary of [...tokens, clientId, clientSecret, 'canary-host']) expect(names).not.toContain(canary)
  // A random id in hexadecimal may end in the user's.
  expect(names.split(/[./\n]/)).not.toContain('789')
  const files = await filesIn(path)
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8')))
  for (const token of tokens) {
    const holding = files.filter((_, index) => texts[index]?.includes(token))
    expect(holding.map(file => file.includes('record.'))).toEqual([true])
  }
  for (const canary of [clientId, clientSecret, 'canary-host']) expect(texts.join('\n')).not.toContain(canary)

  const listed = [...tokens]
  await looker.logout()
  const left = await Promise.all((await filesIn(path)).map(file => readFile(file, 'utf8')))
  expect(left.join('\n')).not.toContain(listed[0])
})
