import { AuthError, type Session } from '@looker-auth/node'
import LinkHeader from 'http-link-header'
import { UsageError } from '../failures/usage-error.js'
import { type Io, print } from '../terminal/io.js'
import { listItems } from './list-items.js'

/** No list has more pages. */
const mostPages = 10_000

/**
 * Prints the lists of this page and of those that follow it as one list, page by page.
 *
 * @param headers Of the requests for further pages, as of the first one.
 * @returns The answer that ended it too early, where one did.
 * @throws AuthError `malformed_response` for a further page that is no list, and for links that cannot be followed.
 */
export async function printPages(
  session: Session,
  first: Response,
  headers: Headers,
  io: Io,
): Promise<Response | undefined> {
  let printed = 0
  const add = (item: string): Promise<void> => print(io, `${printed++ === 0 ? '[\n' : ',\n'}${item}`)
  try {
    for await (const page of pagesFrom(session, first, headers, io)) {
      if (!page.ok) return page
      for (const item of await listOf(page, page === first)) await add(item)
    }
    await print(io, printed === 0 ? '[]\n' : '\n]\n')
    return undefined
  } catch (error) {
    if (printed > 0 && !io.signal.aborted) await print(io, '\n')
    throw error
  }
}

/** The page, and those that it links to. */
async function* pagesFrom(
  session: Session,
  first: Response,
  headers: Headers,
  io: Io,
): AsyncGenerator<Response> {
  const visited = new Set([first.url])
  for (let page = first; ; ) {
    yield page
    const next = nextOf(page)
    if (next === undefined) return
    if (visited.has(next)) throw badLinks('The links to further pages lead in a circle.')
    if (new URL(next).origin !== new URL(session.baseUrl).origin)
      throw badLinks('The link to a further page leads to another host.')
    if (visited.size > mostPages) throw tooMany()
    visited.add(next)
    page = await session.fetch(next, { headers, signal: io.signal })
  }
}

/** The items of the page, as JSON. */
async function listOf(page: Response, isFirst: boolean): Promise<readonly string[]> {
  const items = await listItems(await page.text())
  if (items !== undefined) return items
  if (!isFirst) throw badLinks('A further page is no list.')
  throw new UsageError(
    'The answer is no list, so it has no pages.',
    'Leave --paginate out, or give a path that answers a list, such as /dashboards/search.',
  )
}

/** The address of the next page: a link may be relative to its page. */
function nextOf(page: Response): string | undefined {
  const link = page.headers.get('link')
  if (link === null) return undefined
  try {
    const next = LinkHeader.parse(link).rel('next')[0]?.uri
    return next === undefined ? undefined : new URL(next, page.url).href
  } catch {
    throw badLinks('The Link header of an answer cannot be read.')
  }
}

function badLinks(message: string): AuthError {
  return new AuthError('malformed_response', {
    message,
    hint: 'The printed list is not whole. Read the pages with limit and offset instead.',
  })
}

function tooMany(): UsageError {
  return new UsageError(
    `The list has more than ${mostPages} pages.`,
    'Give a larger limit, or read it in parts.',
  )
}
