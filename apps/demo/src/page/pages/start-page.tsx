export function StartPage({ oauth }: { readonly oauth: boolean }) {
  return (
    <>
      <p class="lead">
        Every request goes out as exactly the identity that was asked for, and an identity costs as few logins
        as it can. Choose how the page gets its token, then try to break that.
      </p>
      <div class="choices">
        <section class="card">
          <h2>Backend</h2>
          <p>
            You sign in to the application; its server holds a service account and gets a Looker token for
            exactly that user. The page never sees the service account.
          </p>
          <a class="button main" href="/backend">
            Use the backend pattern
          </a>
        </section>
        <section class="card">
          <h2>OAuth</h2>
          <p>
            You sign in on Looker's own pages and allow this application to act for you: OAuth 2.0 with PKCE,
            no server needed.
          </p>
          {oauth ? (
            <a class="button main" href="/oauth">
              Use the OAuth pattern
            </a>
          ) : (
            <OAuthMissing />
          )}
        </section>
      </div>
      <section class="try">
        <h2>What to try there</h2>
        <ul>
          <li>Call a thousand times at once: it costs one login. Look whom each call ran as.</li>
          <li>Revoke the token behind the session's back, or move time past its expiry, and call again.</li>
          <li>Let Looker fail: rate limits, errors, web pages, lost connections. Then read what to do.</li>
          <li>Open more tabs: they share one token, and signing out in one signs out all.</li>
        </ul>
      </section>
    </>
  )
}

/** What to do where this page is not registered in Looker. */
export function OAuthMissing() {
  return (
    <p class="soft">
      To use it with your instance, register an OAuth client app in Looker with the redirect URI{' '}
      <code>{`${location.origin}/signed-in`}</code>, add <code>{location.origin}</code> to the embedded domain
      allowlist, and start the demo with <code>LOOKER_AUTH_DEMO_OAUTH_CLIENT</code> set to its client_guid.
    </p>
  )
}
