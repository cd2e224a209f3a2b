import type { Session } from '@looker-auth/node'

/** The code under test asks only for what it needs of a session. */
export async function nameOf(looker: Pick<Session, 'fetch'>): Promise<string> {
  const user = (await (await looker.fetch('/user')).json()) as { display_name: string }
  return user.display_name
}

/** A stand-in that answers every call with the same JSON. */
export function sessionThatAnswers(body: unknown): Pick<Session, 'fetch'> {
  return { fetch: async () => Response.json(body) }
}
