import { createEmulator } from '@looker-auth/emulator'
import { createSession, type SessionOptions } from '@looker-auth/node'

/** A session whose Looker is an emulator in this process. It opens no connection and reads no settings. */
export function sessionOnEmulator(options: SessionOptions = {}) {
  const emulator = createEmulator()
  const looker = createSession({
    baseUrl: 'https://looker.example',
    clientId: 'lookeremulatoradmin1',
    clientSecret: 'lookeremulatorsecret0001',
    iniPath: false,
    env: {},
    fetch: (input, init) => emulator.fetch(input as string, init),
    ...options,
  })
  return { emulator, looker }
}
