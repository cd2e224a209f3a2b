import type { Session } from '@looker-auth/node'
import LinkHeader from 'http-link-header'
import { type Io, print } from '../terminal/io.js'
import { UsageError } from '../terminal/usage-error.js'

/** No list has more pages; a server that links in a circle ends here. */
const mostPages = 10_000

/**
 * Prints the lists of this page and of those that follow it as one list, page by page.
 *
 * @returns The answer that ended it too early, where one did.
 */
export async function printPages(session: Session, first: Response, io: Io): Promise<Response | undefined> {
  let page: Response | undefined = first
  let printed = 0
  for (let pages = 0; page !== undefined; pages++) {
    const items = await listOf(page)
    for (const item of items) await print(io, `${printed++ === 0 ? '[\n' : ',\n'}${JSON.stringify(item)}`)
    const next = nextOf(page)
    if (next !== undefined && pages === mostPages) throw tooMany()
    page = next === undefined ? undefined : await session.fetch(next, { signal: io.signal })
    if (page !== undefined && !page.ok) return page
  }
  await print(io, printed === 0 ? '[]\n' : '\n]\n')
  return undefined
}

async function listOf(page: Response): Promise<readonly unknown[]> {
  const body: unknown = await page.json().catch(() => undefined)
  if (Array.isArray(body)) return body
  throw new UsageError(
    'The answer is no list, so it has no pages.',
    'Leave --paginate out, or give a path that answers a list, such as /dashboards/search.',
  )
}

function nextOf(page: Response): string | undefined {
  const link = page.headers.get('link')
  return link === null ? undefined : LinkHeader.parse(link).rel('next')[0]?.uri
}

function tooMany(): UsageError {
  return new UsageError(
    `The list has more than ${mostPages} pages.`,
    'Give a larger limit, or read it in parts.',
  )
}
