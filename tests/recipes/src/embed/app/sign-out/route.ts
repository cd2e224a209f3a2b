import { embedUserOf, endSession } from '../../embed-sign-in'
import { embed } from '../embed'

// Your own sign-out: first the application's session, then its embed sessions at Looker.
export async function POST(request: Request): Promise<Response> {
  const user = embedUserOf(request.headers.get('cookie'))
  if (user !== null) {
    endSession(user.sessionId)
    await embed().endpoint.signOut(user)
  }
  return new Response(null, { status: 204, headers: { 'set-cookie': 'sid=; Path=/; Max-Age=0' } })
}
