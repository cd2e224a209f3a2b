/** What to set where the demo does not know what of an instance it may embed. */
export function EmbedMissing() {
  return (
    <p class="soft">
      To use it with your instance, embedding has to be on in Looker (Admin, Embed), with{' '}
      <code>{location.origin}</code> in the embedded domain allowlist. Set{' '}
      <code>LOOKER_AUTH_DEMO_EMBED_DASHBOARDS</code> to the ids of dashboards and{' '}
      <code>LOOKER_AUTH_DEMO_EMBED_MODELS</code> to the models that they use, and start the demo again. It
      then makes embed users in Looker, whose external ids begin with <code>looker-auth-demo-</code>.
    </p>
  )
}
