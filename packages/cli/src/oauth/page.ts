/** The page that the browser shows at the end of a sign-in. Its script takes the code out of the address. */
export function page(title: string, text: string, ok: boolean): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { min-height: 90vh; display: grid; place-items: center; margin: 1rem }
  main { max-width: 32rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .75rem; padding: 1.5rem 2rem }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem }
  p { margin: 0; overflow-wrap: anywhere }
  .mark { font-size: 2rem; color: ${ok ? 'light-dark(#18794e, #4cc38a)' : 'light-dark(#c62a2f, #ff8b8f)'} }
</style>
<main>
  <div class="mark" aria-hidden="true">${ok ? '&#10003;' : '&#10007;'}</div>
  <h1>${escaped(title)}</h1>
  <p>${escaped(text)}</p>
</main>
<script>history.replaceState(null, '', '/')</script>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
