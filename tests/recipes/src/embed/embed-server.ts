import { createEmbedEndpoint, createSession, signedEmbedUrl } from '@looker-auth/node'
import { embedEndpointListener } from '@looker-auth/node/embed-endpoint'
import express, { type ErrorRequestHandler } from 'express'
import { embedUserOf, endSession } from './embed-sign-in.js'

const looker = createSession() // a service account that is an admin: looker.ini or LOOKERSDK_*
const endpoint = createEmbedEndpoint({
  session: looker,
  embedDomain: process.env.ORIGIN ?? 'http://localhost:3000', // where your pages are
  embedUserFor: request => embedUserOf(request.headers.get('cookie')),
  onError: error => console.error(error), // the page gets no details
})

const app = express()

// The page's initCookieless(host, '/looker-embed', '/looker-embed') asks here.
app.all('/looker-embed', embedEndpointListener(endpoint))

// Your own sign-out: first the application's session, then its embed sessions at Looker.
app.post('/sign-out', async (request, response) => {
  const user = embedUserOf(request.headers.cookie)
  response.clearCookie('sid')
  if (user !== null) {
    endSession(user.sessionId)
    await endpoint.signOut(user)
  }
  response.sendStatus(204)
})

// Without the SDK: <iframe src="/signed-dashboard">. Each load gets a signed URL of its own.
app.get('/signed-dashboard', async (request, response) => {
  response.set('cache-control', 'no-store') // the address works once
  // Another site's page may not frame it. Browsers before 2023 do not say where a request comes from.
  if ((request.get('sec-fetch-site') ?? 'same-origin') !== 'same-origin') return response.sendStatus(403)
  const signedIn = embedUserOf(request.headers.cookie)
  if (signedIn === null) return response.sendStatus(401)
  // If the port in `baseUrl` is the API's own (19999), write the address of Looker's pages here.
  const targetUrl = `${looker.baseUrl}/embed/dashboards/1`
  return response.redirect(await signedEmbedUrl(looker, { targetUrl, user: signedIn.user }))
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
