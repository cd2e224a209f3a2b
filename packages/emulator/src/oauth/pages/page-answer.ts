import { basePolicy, layout } from '../../pages/layout'

/** What every answer of /auth carries: nothing of it is kept, framed or sent to other sites. */
const GUARDS = {
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

const contentSecurityPolicy = async (formTargets: string) =>
  [...(await basePolicy()), `form-action ${formTargets}`, "frame-ancestors 'none'", "base-uri 'none'"].join(
    '; ',
  )

interface PageParts {
  readonly status: number
  readonly title: string
  readonly content: Parameters<typeof layout>[1]
  /** Where its forms may lead, by redirects as well; browsers hold a form to it. Default: nowhere. */
  readonly returnsTo?: string | undefined
  readonly cookie?: string | undefined
}

/** A page as an answer, with a Content-Security-Policy that lets nothing run and nothing be loaded. */
export async function pageAnswer({
  status,
  title,
  content,
  returnsTo,
  cookie,
}: PageParts): Promise<Response> {
  const formTargets = returnsTo === undefined ? "'none'" : `'self' ${new URL(returnsTo).origin}`
  return new Response(String(await layout(title, content)), {
    status,
    headers: {
      'content-type': 'text/html;charset=utf-8',
      'content-security-policy': await contentSecurityPolicy(formTargets),
      ...GUARDS,
      ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
    },
  })
}

export const redirect = (status: 302 | 303, location: string, cookie?: string): Response =>
  new Response(null, {
    status,
    headers: { location, ...GUARDS, ...(cookie === undefined ? {} : { 'set-cookie': cookie }) },
  })
