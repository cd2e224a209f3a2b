import { userOf } from '../../my-sign-in'
import { looker } from '../looker'

// A call of the server, as the user who is signed in.
export async function GET(request: Request): Promise<Response> {
  const user = userOf(request.headers.get('cookie'))
  if (user === null) return new Response(null, { status: 401 })
  const answer = await looker().session.as(user.userId).fetch('/user')
  return Response.json(await answer.json(), { status: answer.status })
}
