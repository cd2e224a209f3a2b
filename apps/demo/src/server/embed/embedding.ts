import type { SeedUser } from '@looker-auth/emulator'
import type { EmbedSessionUser } from '@looker-auth/node'
import type { EmbedFacts, Person } from '../../shared/messages'

/** What the demo embeds, and for whom. */
export interface Embedding extends EmbedFacts {
  /** What Looker is told of a user of the application. */
  userOf(externalUserId: string): EmbedSessionUser
}

const firstNames = ['Ana', 'Ben', 'Cleo'] as const
const lastName = 'Embedded'
/** Long enough for moves of the clock. */
const sessionLength = 8 * 3600

/** The emulator's: a shared dashboard, and one of each user's own. */
export function emulatedEmbedding(webUrl: string): Embedding {
  const people = firstNames.map(name => personOf(name, name.toLowerCase()))
  return {
    webUrl,
    people,
    dashboards: [
      { id: '1', title: 'Orders, for all' },
      ...firstNames.map((name, index) => ({ id: String(1000 + firstId + index), title: `${name}'s own` })),
    ],
    userOf: externalUserId => userOf(people, externalUserId),
  }
}

const firstId = 801

/** The same users, as the emulator knows them from the start: so the ids of their own dashboards are known. */
export function embedUsers(): SeedUser[] {
  return firstNames.map((name, index) => ({
    id: firstId + index,
    first_name: name,
    last_name: lastName,
    kind: 'embed',
    credentials: { embed: name.toLowerCase() },
  }))
}

/** What the environment names of an instance of a visitor's own; undefined without dashboards and models. */
export function realEmbedding(env: NodeJS.ProcessEnv, lookerUrl: string): Embedding | undefined {
  const dashboards = listed(env.LOOKER_AUTH_DEMO_EMBED_DASHBOARDS)
  const models = listed(env.LOOKER_AUTH_DEMO_EMBED_MODELS)
  if (dashboards.length === 0 || models.length === 0) return undefined
  const people = firstNames.map(name => personOf(name, `looker-auth-demo-${name.toLowerCase()}`))
  return {
    webUrl: env.LOOKER_AUTH_DEMO_EMBED_URL?.trim() || lookerUrl,
    people,
    dashboards: dashboards.map(id => ({ id, title: `Dashboard ${id}` })),
    userOf: externalUserId => ({
      ...userOf(people, externalUserId),
      permissions: ['access_data', 'see_looks', 'see_user_dashboards', 'see_lookml_dashboards'],
      models,
    }),
  }
}

function listed(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '')
}

function personOf(firstName: string, externalUserId: string): Person {
  return { id: externalUserId, name: `${firstName} ${lastName}` }
}

function userOf(people: readonly Person[], externalUserId: string): EmbedSessionUser {
  const firstName = people.find(({ id }) => id === externalUserId)?.name.split(' ')[0]
  return { externalUserId, firstName, lastName, sessionLength }
}
