import { createEmulator, type Emulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterAll, beforeAll } from 'vitest'

/** The secret of the admin's API key in {@link serveLooker}: no output may show it. */
export const canarySecret = 'canarysecretofadmin00001'
export const adminId = 'canarykeyofadmin0001'
/** Another key of the admin's, with the same secret. */
export const otherAdminId = 'canarykeyofadmin0002'
/** The key of user 789, who is no admin; with the same secret. */
export const regularId = 'canarykeyofregular01'

/** A local Looker for a file of tests, and the variables that name it. */
export interface ServedLooker {
  readonly emulator: Emulator
  readonly url: string
  readonly env: Readonly<Record<string, string>>
}

/** Serves a Looker whose admin has the canary as a secret. */
export function serveLooker(): () => ServedLooker {
  let served: (ServedLooker & { readonly server: EmulatorServer }) | undefined
  beforeAll(async () => {
    const emulator = createEmulator({
      seed: {
        users: [
          { id: 1, first_name: 'Ada', last_name: 'Admin', email: 'ada@emulator.example', admin: true },
          { id: 789, first_name: 'Ana', last_name: 'Regular', email: 'ana@emulator.example' },
        ],
        apiKeys: [adminId, otherAdminId, regularId].map(client_id => ({
          client_id,
          client_secret: canarySecret,
          user_id: client_id === regularId ? 789 : 1,
        })),
      },
    })
    const server = await emulator.listen()
    const { url } = server
    const env = {
      LOOKERSDK_BASE_URL: url,
      LOOKERSDK_CLIENT_ID: adminId,
      LOOKERSDK_CLIENT_SECRET: canarySecret,
    }
    served = { emulator, url, env, server }
  })
  afterAll(() => served?.server.close())
  return () => {
    if (served === undefined) throw new Error('Looker is not served yet')
    return served
  }
}
