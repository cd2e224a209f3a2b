import { createSession } from '@looker-auth/node'
import { serve } from '../harness/contenders'
import { redisClients } from '../harness/redis-clients'
import { type BareKind, bareClients, loginMs, type SharedKind, sharedParts } from './shared-parts'

const [kind, baseUrl, place = ''] = process.argv.slice(2)
const bare = bareClients[kind as BareKind]

if (bare === undefined) await serveSession()
else await serveBare()

/** What a process cannot do without: a connection, a second one that listens, a reading, a login's time and a writing. */
async function serveBare(): Promise<void> {
  const connect = await redisClients[bare]()
  serve(async () => {
    const { get, set, listen } = await connect(place)
    await Promise.all([get('bare'), listen('bare')])
    await new Promise(resolve => setTimeout(resolve, loginMs))
    await set('bare', 'x'.repeat(300), 60_000)
  })
}

/** From nothing to a token. */
async function serveSession(): Promise<void> {
  const open = await sharedParts[kind as SharedKind]()
  serve(async () => {
    const session = createSession({
      baseUrl,
      clientId: 'lookeremulatoradmin1',
      clientSecret: 'lookeremulatorsecret0001',
      env: {},
      iniPath: false,
      ...(await open(place)),
    })
    await session.token()
  })
}
