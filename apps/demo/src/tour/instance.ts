import { createEmulator, defaultSeed } from '@looker-auth/emulator'
import { type Clock, type SettingsOptions, systemClock } from '@looker-auth/node'

/** The Looker that the tour goes to. */
export interface Instance {
  readonly introduction: string
  /** What a client is given beside a fetch. */
  readonly settings: SettingsOptions
  /** What the fetch is made of. */
  readonly connection: SettingsOptions
  /** The clock that its tokens expire by, where it is not this machine's. */
  readonly clock?: Clock
  /** Lets that many milliseconds pass, where that can be done. */
  readonly letPass?: (ms: number) => void
  close(): Promise<void>
}

/** The instance that LOOKERSDK_BASE_URL names; without it an emulator, started for this tour. */
export async function openInstance(env: NodeJS.ProcessEnv): Promise<Instance> {
  const given = env.LOOKERSDK_BASE_URL?.trim()
  if (given) {
    return {
      introduction: 'Looker as LOOKERSDK_* and looker.ini describe it.',
      settings: {},
      connection: {},
      close: async () => {},
    }
  }
  const [key] = defaultSeed().apiKeys
  if (key === undefined) throw new Error('The emulator has no API key.')
  const emulator = createEmulator()
  const { url, close } = await emulator.listen()
  const system = systemClock()
  let aheadMs = 0
  const settings: SettingsOptions = {
    baseUrl: url,
    clientId: key.client_id,
    clientSecret: key.client_secret,
    iniPath: false,
    env: {},
  }
  return {
    introduction: `A local emulator of the Looker API, at ${url}. To use your own instance, set LOOKERSDK_BASE_URL,
LOOKERSDK_CLIENT_ID and LOOKERSDK_CLIENT_SECRET.`,
    settings,
    // A proxy of this machine's does not lead back to it.
    connection: { ...settings, proxy: false },
    clock: { ...system, now: () => emulator.clock.now(), monotonic: () => system.monotonic() + aheadMs },
    letPass(ms) {
      aheadMs += ms
      emulator.clock.advance(ms)
    },
    close,
  }
}
