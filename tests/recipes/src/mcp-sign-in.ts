import { createServer } from 'node:http'
import { finishAuthorization, readAuthorizationAnswer, startAuthorization } from '@looker-auth/node'
import { looker, redirectUri } from './mcp-person.js'

const { url, state, codeVerifier } = await startAuthorization(looker)

const server = createServer(async (request, response) => {
  const answer = readAuthorizationAnswer(new URL(request.url ?? '/', redirectUri))
  if (answer?.state !== state) return response.writeHead(404).end() // not the answer to this sign-in
  try {
    await finishAuthorization(looker, { ...answer, codeVerifier })
    response.end('You are signed in. You can close this page.')
  } catch (error) {
    response.writeHead(400).end(String(error)) // no secret is in it
  }
  server.close()
})
server.listen(Number(new URL(redirectUri).port), '127.0.0.1', () => {
  process.stdout.write(`Sign in on this page: ${url}\n`)
})
