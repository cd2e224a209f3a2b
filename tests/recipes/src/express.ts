import { createSession, createTokenEndpoint } from '@looker-auth/node'
import { tokenEndpointListener } from '@looker-auth/node/token-endpoint'
import express from 'express'
import { userOf } from './my-sign-in'

const looker = createSession() // a service account: looker.ini or LOOKERSDK_*
const endpoint = createTokenEndpoint({
  session: looker,
  userFor: request => userOf(request.headers.get('cookie')),
  onError: error => console.error(error), // the page is told less
})

export const app = express()

// For pages: the other half is backendGrant({ url: '/looker-token', user }).
app.post('/looker-token', tokenEndpointListener(endpoint))

// On the server, as whoever is signed in.
app.get('/me', async (request, response) => {
  const user = userOf(request.headers.cookie)
  if (user === null) return response.sendStatus(401)
  const answer = await looker.as(user.userId).fetch('/user')
  return response.status(answer.status).json(await answer.json())
})
