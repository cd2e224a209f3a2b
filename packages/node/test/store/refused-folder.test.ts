import { chmod } from 'node:fs/promises'
import { AuthError, createSession, type SessionEvent, shareTokens } from '@looker-auth/core'
import { createEmulator } from '@looker-auth/emulator'
import { expect, test } from 'vitest'
import { fileLock, fileStore } from '../../src/index'
import { credentials } from './processes'
import { filesIn, tempFolders } from './temp-folder'

const newFolder = tempFolders()

test.skipIf(process.platform === 'win32')(
  'a session whose folder others can read writes nothing there, goes on from memory and names the command that mends it',
  async () => {
    const path = await newFolder()
    await chmod(path, 0o755)
    const emulator = createEmulator()
    const errors: SessionEvent[] = []
    const looker = createSession({
      ...{
        baseUrl: 'https://looker.test',
        credentials,
      },
      sharing: shareTokens({ store: fileStore({ path }), lock: fileLock({ path }) }),
      fetch: async (input, init) => emulator.fetch(new Request(input, init)),
      onEvent: event => void (event.type === 'store_failure' && errors.push(event)),
    })
    expect((await looker.fetch('/user')).status).toBe(200)
    expect((await looker.fetch('/user')).status).toBe(200)
    expect(emulator.stats.login).toBe(1)
    expect(errors.length).toBeGreaterThan(0)
    for (const event of errors)
      expect('error' in event && String(event.error)).toContain(`chmod -R go= '${path}'`)
    const refused = await looker.logout().catch(error => error)
    expect(AuthError.is(refused) && [refused.code, refused.hint]).toEqual([
      'store_failed',
      `Run: chmod -R go= '${path}'`,
    ])
    expect(await filesIn(path)).toEqual([])
  },
)
