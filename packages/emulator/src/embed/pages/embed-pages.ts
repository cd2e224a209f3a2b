import { html, raw } from 'hono/html'
import { basePolicy, inlineSource, layout } from '../../pages/layout'
import { EMBED_SCRIPT } from './embed-script'

const GUARDS = {
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

async function answer(
  status: number,
  title: string,
  content: Parameters<typeof layout>[1],
  policies: readonly string[] = [],
): Promise<Response> {
  const policy = [...(await basePolicy()), "form-action 'none'", "base-uri 'none'", ...policies]
  return new Response(String(await layout(title, content)), {
    status,
    headers: {
      'content-type': 'text/html;charset=utf-8',
      'content-security-policy': policy.join('; '),
      ...GUARDS,
    },
  })
}

interface EmbedPage {
  readonly dashboardId: string
  /** The origin of the host page. */
  readonly host: string | undefined
  /** Whose pages may frame it; undefined: all may. */
  readonly embedDomain: string | undefined
  readonly release: string
  /** The host page is asked for tokens when the present one has no more seconds left. */
  readonly renewBelowSeconds: number
  /** A token for the whole session. Without one, the host page is asked for tokens. */
  readonly apiToken: string | undefined
}

/** The page of an embedded dashboard. What it shows it reads with the API token. */
export async function embedPage(page: EmbedPage): Promise<Response> {
  const { dashboardId, host, embedDomain, release, renewBelowSeconds, apiToken } = page
  const content = html`<section id="embed" data-state="loading" data-content="/embed/content/dashboards/${encodeURIComponent(dashboardId)}" data-host="${host ?? ''}" data-release="${release}" data-renew-below="${renewBelowSeconds}" data-api-token="${apiToken ?? ''}">
<h1 id="title">Dashboard</h1>
<p>Shown to <strong id="user">nobody yet</strong></p>
<p>External user id: <strong id="external-id"></strong></p>
<p>Dashboard: <strong id="dashboard"></strong></p>
<p class="soft">Tokens renewed: <span id="renewals">0</span></p>
<p id="ttl" class="soft"></p>
<p id="status" role="status">Waiting for the host page.</p>
</section>
<script>${raw(EMBED_SCRIPT)}</script>`
  return answer(200, 'Dashboard', content, [
    `script-src ${await inlineSource(EMBED_SCRIPT)}`,
    "connect-src 'self'",
    ...(embedDomain === undefined ? [] : [`frame-ancestors ${embedDomain}`]),
  ])
}

/** Why nothing is embedded. Any page may frame it, so that the developer of the host page sees it. */
export const embedErrorPage = (status: number, problem: string): Promise<Response> =>
  answer(
    status,
    'Error',
    html`<h1>This page can't be embedded</h1>
<p class="bad">${problem}.</p>`,
  )

export const embedRedirect = (location: string): Response =>
  new Response(null, { status: 302, headers: { location, ...GUARDS } })
