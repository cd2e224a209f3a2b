import type { Model } from '../model'
import { clockTime } from '../words'

/** What happened to this page's session, the latest first. */
export function LogPanel({ model }: { readonly model: Model }) {
  const lines = model.lines.value
  return (
    <section class="card log">
      <h2 id="log">What happened</h2>
      {lines.length === 0 && <p class="soft">Nothing yet.</p>}
      {/* It scrolls, also by keyboard. */}
      <div class="lines" role="log" aria-labelledby="log" tabIndex={lines.length === 0 ? undefined : 0}>
        {lines.map(({ number, atMs, text }) => (
          <p key={number}>
            <time>{clockTime(atMs)}</time> {text}
          </p>
        ))}
      </div>
    </section>
  )
}
