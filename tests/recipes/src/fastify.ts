import { createSession, createTokenEndpoint } from '@looker-auth/node'
import { tokenEndpointListener } from '@looker-auth/node/token-endpoint'
import Fastify from 'fastify'
import { userOf } from './my-sign-in.js'

const looker = createSession() // a service account: looker.ini or LOOKERSDK_*
const listener = tokenEndpointListener(
  createTokenEndpoint({
    session: looker,
    userFor: request => userOf(request.headers.get('cookie')),
    onError: error => console.error(error), // the page gets no details
  }),
)

export const app = Fastify()

// The page's backendGrant() asks here. The endpoint reads the body itself, so this scope has none of Fastify's parsers.
app.register(async scope => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _body, done) => done(null))
  scope.post('/looker-token', (request, reply) => {
    reply.hijack()
    return listener(request.raw, reply.raw)
  })
})

// What the page needs for its session.
app.get('/looker-settings', async (request, reply) => {
  const user = userOf(request.headers.cookie)
  if (user === null) return reply.code(401).send()
  return { baseUrl: looker.baseUrl, user: user.userId }
})

// A call of the server, as the user who is signed in.
app.get('/me', async (request, reply) => {
  const user = userOf(request.headers.cookie)
  if (user === null) return reply.code(401).send()
  const answer = await looker.as(user.userId).fetch('/user')
  return reply.code(answer.status).send(await answer.json())
})

// Without it, Fastify answers with the status and the message of the error.
app.setErrorHandler((error, _request, reply) => {
  console.error(error)
  return reply.code(503).send()
})

export const address = await app.listen({ port: Number(process.env.PORT ?? 3000), host: 'localhost' })
