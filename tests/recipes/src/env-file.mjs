import { createSession } from '@looker-auth/node'

const looker = createSession()
const user = await (await looker.fetch('/user')).json()
process.stdout.write(`${user.display_name}\n`)
await looker.close()
