import { createSession } from '@looker-auth/node'
import { serve } from '../harness/contenders'
import { type SharedKind, sharedParts } from './shared-parts'

const [kind, baseUrl, place = ''] = process.argv.slice(2)
const open = await sharedParts[kind as SharedKind]()

/** From nothing to a token. */
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
