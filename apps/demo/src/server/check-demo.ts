import type { DemoFacts } from '../shared/messages'
import { enter } from './pages/enter'

/**
 * Asks each part of a running demo once: the address to open, the page and its script, Looker as the service account, and as a user, and of
 * an emulator the tokens of a frame.
 *
 * @throws Error that names the part which did not answer.
 */
export async function checkDemo(address: string): Promise<void> {
  const { url, cookie } = await enter(address)
  const answered = (path: string, init?: RequestInit) => answerOf(`${url}${path}`, cookie, init)
  const page = await (await answered('/')).text()
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1]
  if (script === undefined) throw new Error('The page names no script.')
  await answered(script)
  const facts = (await (await answered('/facts.json')).json()) as DemoFacts
  if (facts.emulated) await checkEmbedding(url, cookie, facts)
  const user = facts.people.find(({ note }) => note === undefined)
  if (user === undefined) return
  const calls = await answered('/as-users', {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ userIds: [user.id], calls: 1 }),
  })
  const [answer] = (await calls.json()) as { answered?: { id: string } }[]
  if (answer?.answered?.id !== user.id) throw new Error(`Looker did not answer as user ${user.id}.`)
}

async function checkEmbedding(url: string, cookie: string, { embed }: DemoFacts): Promise<void> {
  const headers = { origin: url, 'content-type': 'application/json' }
  const body = JSON.stringify({ userId: embed?.people[0]?.id })
  const signedIn = await answerOf(`${url}/embedded/1/sign-in`, cookie, { method: 'POST', headers, body })
  const [own = ''] = signedIn.headers.getSetCookie()
  await answerOf(`${url}/embedded/1/tokens`, `${cookie}; ${own.split(';', 1)[0]}`, { headers })
}

async function answerOf(url: string, cookie: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...init, headers: { ...init.headers, cookie } })
  if (!response.ok) throw new Error(`${new URL(url).pathname} was answered with ${response.status}.`)
  return response
}
