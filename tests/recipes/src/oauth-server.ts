import { randomUUID } from 'node:crypto'
import {
  AuthError,
  type Authorization,
  finishAuthorization,
  readAuthorizationAnswer,
  startAuthorization,
} from '@looker-auth/node'
import express, { type CookieOptions, type ErrorRequestHandler, type Request } from 'express'
import { beginner, sessionOf, signOut } from './sessions-of-people.js'

const cookies: CookieOptions = {
  httpOnly: true,
  secure: process.env.NODE_ENV === 'production',
  sameSite: 'lax',
}

function cookieOf(request: Request, name: string): string {
  const pairs = (request.headers.cookie ?? '').split('; ')
  return pairs.find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}

/** Sign-ins that have begun, by the cookie of the browser. */
const begun = new Map<string, Authorization>()
const mostBegun = 1000

const app = express()

app.get('/sign-in', async (_request, response) => {
  const authorization = await startAuthorization(beginner)
  const id = randomUUID()
  begun.set(id, authorization)
  const [oldest] = begun.keys()
  if (begun.size > mostBegun && oldest !== undefined) begun.delete(oldest)
  response.cookie('signing_in', id, { ...cookies, maxAge: 600_000 }).redirect(authorization.url)
})

// The redirect URI: Looker sends the browser here.
app.get('/signed-in', async (request, response) => {
  const id = cookieOf(request, 'signing_in')
  const authorization = begun.get(id)
  begun.delete(id) // it works once
  const answer = readAuthorizationAnswer(new URL(request.originalUrl, 'http://localhost'))
  if (authorization === undefined || answer?.state !== authorization.state)
    return response
      .status(400)
      .send('This answer belongs to no sign-in of this browser. Begin again at /sign-in.')
  const person = randomUUID() // a new one, which nobody can have put into the browser before
  const { codeVerifier } = authorization
  await finishAuthorization(sessionOf(person), { ...answer, codeVerifier })
  const before = cookieOf(request, 'sid')
  if (before !== '') await signOut(before)
  return response.clearCookie('signing_in', cookies).cookie('sid', person, cookies).redirect('/me')
})

app.get('/me', async (request, response) => {
  const person = cookieOf(request, 'sid')
  if (person === '') return response.sendStatus(401)
  const answer = await sessionOf(person).fetch('/user')
  return response.status(answer.status).json(await answer.json())
})

app.post('/sign-out', async (request, response) => {
  const person = cookieOf(request, 'sid')
  if (person !== '') await signOut(person)
  response.clearCookie('sid', cookies).sendStatus(204)
})

const signedOut = ['sign_in_required', 'signed_out']
const onError: ErrorRequestHandler = (error, _request, response, next) => {
  if (!AuthError.is(error)) return next(error)
  console.error(error)
  return response.status(signedOut.includes(error.code) ? 401 : 502).send(error.code)
}
app.use(onError)

export const server = app.listen(Number(process.env.PORT ?? 3000), 'localhost')
