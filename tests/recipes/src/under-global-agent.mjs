import { createSession } from '@looker-auth/node'
import { bootstrap } from 'global-agent'

// A process with global-agent in it: a login, a call and a logout, or how they failed. The first argument: options, as JSON.
bootstrap()
const key = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }
const looker = createSession({ ...key, retry: { attempts: 1 }, ...JSON.parse(process.argv[2]) })
const said = await looker.fetch('/user').then(
  async answer => ({ user: (await answer.json()).id, ...(await looker.logout()) }),
  ({ code, message, hint }) => ({ code, message, hint }),
)
process.stdout.write(JSON.stringify(said))
