import { html } from 'hono/html'

interface LockedPage {
  /** Whether the browser is to ask once more at once. */
  readonly again: boolean
  /** Of the Content-Security-Policy. */
  readonly nonce: string | undefined
}

/** What a person sees whose browser does not have the cookie. It works without the demo's own files: those need the cookie too. */
export function lockedPage({ again, nonce }: LockedPage) {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    ${again ? html`<meta http-equiv="refresh" content="0">` : ''}
    <title>Looker Auth demo</title>
    <style nonce="${nonce ?? ''}">
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1.5rem; }
    </style>
  </head>
  <body>
    <main>${again ? html`<p>Opening the demo ...</p>` : explanation}</main>
  </body>
</html>`
}

const explanation = html`<h1>Open the address that the console shows</h1>
    <p>
      This demo acts as users of Looker, so it answers only a browser that has the secret of this start. The console where <code>pnpm start</code>
      runs shows the address to open. It ends in <code>?token=</code> and the secret.
    </p>
    <p>Each start has a new secret. If the demo was started again, open the new address.</p>`
