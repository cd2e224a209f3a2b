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
