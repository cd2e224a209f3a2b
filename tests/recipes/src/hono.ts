import { createSession, createTokenEndpoint } from '@looker-auth/node'
import { Hono } from 'hono'
import { userOf } from './my-sign-in'

const looker = createSession() // a service account: looker.ini or LOOKERSDK_*
const endpoint = createTokenEndpoint({
  session: looker,
  userFor: request => userOf(request.headers.get('cookie')),
  onError: error => console.error(error), // the page is told less
})

export const app = new Hono()

// For pages: the other half is backendGrant({ url: '/looker-token', user }).
app.post('/looker-token', context => endpoint(context.req.raw))

// On the server, as whoever is signed in.
app.get('/me', async context => {
  const user = userOf(context.req.header('cookie'))
  if (user === null) return context.body(null, 401)
  return looker.as(user.userId).fetch('/user')
})
