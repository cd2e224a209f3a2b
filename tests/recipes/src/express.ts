import { createSession, createTokenEndpoint } from '@looker-auth/node'
import { tokenEndpointListener } from '@looker-auth/node/token-endpoint'
import express, { type ErrorRequestHandler } from 'express'
import { userOf } from './my-sign-in.js'

const looker = createSession() // a service account: looker.ini or LOOKERSDK_*
const endpoint = createTokenEndpoint({
  session: looker,
  userFor: request => userOf(request.headers.get('cookie')),
  onError: error => console.error(error), // the page gets no details
})

const app = express()

// The page's backendGrant({ url: '/looker-token', user }) asks here.
app.post('/looker-token', tokenEndpointListener(endpoint))

// What the page needs for its session.
app.get('/looker-settings', (request, response) => {
  const user = userOf(request.headers.cookie)
  if (user === null) return response.sendStatus(401)
  return response.json({ baseUrl: looker.baseUrl, user: user.userId })
})

// A call of the server, as the user who is signed in.
app.get('/me', async (request, response) => {
  const user = userOf(request.headers.cookie)
  if (user === null) return response.sendStatus(401)
  const answer = await looker.as(user.userId).fetch('/user')
  return response.status(answer.status).json(await answer.json())
})

// The built page.
app.use(express.static('dist'))

// Without it, Express answers with the status of the error, which is Looker's.
const onError: ErrorRequestHandler = (error, _request, response, _next) => {
  console.error(error)
  response.sendStatus(503)
}
app.use(onError)

export const server = app.listen(Number(process.env.PORT ?? 3000), 'localhost')
