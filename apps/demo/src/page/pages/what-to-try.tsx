/** What a visitor can do on the pages of the two patterns. */
export function WhatToTry({ title }: { readonly title: string }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      <ul class="list">
        <li>Make 1,000 calls at once: they cost one login.</li>
        <li>Revoke the token, or move time past its expiry, and call again.</li>
        <li>Let Looker fail, and read what to do.</li>
        <li>Open more tabs: they share one token. A sign-out in one signs out all.</li>
      </ul>
    </section>
  )
}
