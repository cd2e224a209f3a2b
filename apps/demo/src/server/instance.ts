import { createEmulator, defaultSeed, type SeedUser } from '@looker-auth/emulator'
import { resolveSettings, type SessionOptions } from '@looker-auth/node'
import type { Person } from '../shared/messages'
import { type Embedding, embedUsers, emulatedEmbedding, realEmbedding } from './embed/embedding'
import { Steering } from './steering'

/** OAuth client app of the page, as the emulator knows it. */
const emulatedClientId = 'looker-auth-demo'
/** Short, so that a renewal can be waited for. */
const usualLifetimeSeconds = 60
/** Below 60 s: the official client then asks for new tokens whenever the embedded page asks it, which it does each 20 s. */
const embedTokenLifetimeSeconds = 40

/** The Looker that the demo goes to. */
export interface Instance {
  readonly lookerUrl: string
  /** For the server's session. */
  readonly options: SessionOptions
  /** Only of an emulator. */
  readonly steering?: Steering
  /** Whom the page offers. */
  readonly people: readonly Person[]
  /** Undefined where it is not known what may be embedded. */
  readonly embedding?: Embedding | undefined
  /** Whether the demo may act as the user. */
  allows(userId: string): boolean
  /** Lets a page of this origin in. Answers the client id of its OAuth app, where there is one. */
  admit(origin: string): string | undefined
  close(): Promise<void>
}

/** The instance that LOOKERSDK_BASE_URL names; without it an emulator, started for this demo. */
export async function openInstance(
  env: NodeJS.ProcessEnv,
  tokenLifetimeSeconds = usualLifetimeSeconds,
): Promise<Instance> {
  return env.LOOKERSDK_BASE_URL?.trim() ? realInstance(env) : emulatedInstance(tokenLifetimeSeconds)
}

function realInstance(env: NodeJS.ProcessEnv): Instance {
  const listed = (env.LOOKER_AUTH_DEMO_USER ?? '').split(',').map(id => id.trim())
  const ids = new Set(listed.filter(id => id !== ''))
  const lookerUrl = resolveSettings({ env }).baseUrl
  return {
    lookerUrl,
    options: { env },
    embedding: realEmbedding(env, lookerUrl),
    people: [...ids].map(id => ({ id, name: `User ${id}` })),
    allows: id => ids.has(id),
    admit: () => env.LOOKER_AUTH_DEMO_OAUTH_CLIENT?.trim() || undefined,
    close: async () => {},
  }
}

async function emulatedInstance(tokenLifetimeSeconds: number): Promise<Instance> {
  const seed = defaultSeed()
  const emulator = createEmulator({
    seed: { ...seed, users: [...seed.users, ...embedUsers()] },
    options: { tokenLifetimeSeconds, embedTokenLifetimeSeconds },
  })
  const { url, close } = await emulator.listen()
  const key = seed.apiKeys.find(({ client_id }) => client_id.includes('svc')) ?? seed.apiKeys[0]
  const steering = new Steering(emulator)
  return {
    lookerUrl: url,
    options: {
      baseUrl: url,
      clientId: key?.client_id,
      clientSecret: key?.client_secret,
      iniPath: false,
      env: {},
      // A proxy of this machine's does not lead back to it.
      proxy: false,
      clock: steering.clock,
    },
    steering,
    embedding: emulatedEmbedding(url),
    people: seed.users.map(personOf),
    allows: () => true,
    admit(origin) {
      emulator.allowedOrigins.add(origin)
      emulator.oauthClientApps.add({
        client_guid: emulatedClientId,
        redirect_uri: `${origin}/signed-in`,
        display_name: 'Looker Auth demo',
      })
      return emulatedClientId
    },
    close,
  }
}

function personOf({ id, first_name, last_name, admin, kind, is_disabled }: SeedUser): Person {
  const note = is_disabled ? 'disabled' : admin ? 'an admin: no page gets a token' : kind
  return {
    id: String(id),
    name: [first_name, last_name].join(' '),
    ...(note !== undefined && note !== 'regular' && { note }),
  }
}
