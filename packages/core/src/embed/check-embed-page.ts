import { checkOrigin, fromAnotherOrigin, fromNoPage, type PageCheck } from '../page-endpoint/page-check.js'
import { tokenRequestHeader } from '../protocol/backend.js'
import { names } from './names.js'

/**
 * Whether a page of the application sent the request. A GET within one origin names no origin: the browser then says where it comes
 * from (`Sec-Fetch-Site`), or it carries the header that no page of another site can set.
 *
 * @param origins Origins that are let in beside the endpoint's own.
 */
export function checkEmbedPage(request: Request, origins: ReadonlySet<string>): PageCheck {
  const { headers } = request
  const origin = headers.get('origin')
  if (origin !== null) return checkOrigin(request, origin, origins, names)
  const site = headers.get('sec-fetch-site')
  if (site === 'same-origin' || (site === null && headers.has(tokenRequestHeader))) return {}
  return { refusal: site === null ? fromNoPage(names, nothingSaid()) : fromAnotherOrigin(names) }
}

/** A function, because a bundler keeps a text with a part in it. */
function nothingSaid(): string {
  return `It names neither an origin nor where it comes from (Sec-Fetch-Site), as browsers before 2023 do, and all browsers over http, except on localhost: give initCookieless() { url, headers: { '${tokenRequestHeader}': '1' } } in place of the url.`
}
