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

/** The same of the page of embedded dashboards. */
export function WhatToTryEmbedded() {
  return (
    <section class="card">
      <h2>What to try then</h2>
      <ul class="list">
        <li>Let time pass: the frame gets new tokens and goes on.</li>
        <li>Let Looker refuse a renewal, or drop it: the server tries again.</li>
        <li>
          Open another tab: it joins the embed session. Open a tab of another user: each sees their own.
        </li>
        <li>End the session at Looker, or sign out: the frame says so.</li>
      </ul>
    </section>
  )
}
