import { createHash } from 'node:crypto'

/** What a page says to the person in front of the browser. */
export interface PageText {
  readonly title: string
  readonly text: string
  readonly ok: boolean
}

/** The pages that are the same for every sign-in. */
export const pages = {
  denied: {
    title: 'You did not sign in',
    text: 'Access was denied on Looker’s page, so the command in the terminal has ended. Nothing was stored.',
    ok: false,
  },
  repeated: {
    title: 'This sign-in was answered before',
    text: 'An answer works once. See the terminal for how it ended, or run the command again.',
    ok: false,
  },
  foreign: {
    title: 'This is not the answer',
    text: 'The sign-in that the terminal waits for is another one. Use the address that the terminal shows now.',
    ok: false,
  },
  nothing: { title: 'Nothing here', text: 'This address waits for Looker’s answer to a sign-in.', ok: false },
} as const satisfies Record<string, PageText>

// The code leaves the address bar and the entry of this tab's history.
const script = "history.replaceState(null, '', '/')"

const style = `
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --text: #1b1f24; --good: #18794e; --bad: #b3261e }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0d1117; --card: #161b22; --text: #e6edf3; --good: #4cc38a; --bad: #ff8a80 }
}
body { margin: 0; padding: 1rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 28rem; margin: 12vh auto; padding: 1.5rem; background: var(--card); border-radius: .75rem; overflow-wrap: anywhere }
h1 { margin: 0 0 .5rem; font-size: 1.4rem; line-height: 1.25 }
p { margin: 0 }
.good { color: var(--good) }
.bad { color: var(--bad) }
`

/** Nothing is loaded, and nothing runs but the page's own script. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  'img-src data:',
  `style-src 'sha256-${sha256(style)}'`,
  `script-src 'sha256-${sha256(script)}'`,
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** The HTML of a page. Its script takes the code out of the address. */
export function pageOf({ title, text, ok }: PageText): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(title)} - looker-auth</title>
<style>${style}</style>
<script>${script}</script>
</head>
<body><main>
<h1><span class="${ok ? 'good' : 'bad'}" aria-hidden="true">${ok ? '✓' : '✗'}</span> ${escaped(title)}</h1>
<p>${escaped(text)}</p>
</main></body>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
