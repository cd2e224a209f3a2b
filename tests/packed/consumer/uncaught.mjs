import { createSession } from '@looker-auth/node'

createSession({ baseUrl: 'no address' })
