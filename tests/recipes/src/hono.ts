import { serve } from '@hono/node-server'
import { createSession, createTokenEndpoint } from '@looker-auth/node'
import { Hono } from 'hono'
import { userOf } from './my-sign-in.js'

const looker = createSession() // a service account: looker.ini or LOOKERSDK_*
const endpoint = createTokenEndpoint({
  session: looker,
  userFor: request => userOf(request.headers.get('cookie')),
  onError: error => console.error(error), // the page gets no details
})

const app = new Hono()

// The page's backendGrant({ url: '/looker-token', user }) asks here.
app.post('/looker-token', context => endpoint(context.req.raw))

// What the page needs for its session.
app.get('/looker-settings', context => {
  const user = userOf(context.req.header('cookie'))
  if (user === null) return context.body(null, 401)
  return context.json({ baseUrl: looker.baseUrl, user: String(user.userId) })
})

// A call of the server, as the user who is signed in.
app.get('/me', async context => {
  const user = userOf(context.req.header('cookie'))
  if (user === null) return context.body(null, 401)
  const answer = await looker.as(user.userId).fetch('/user')
  return Response.json(await answer.json(), { status: answer.status })
})

export const server = serve({
  fetch: app.fetch,
  port: Number(process.env.PORT ?? 3000),
  hostname: 'localhost',
})
