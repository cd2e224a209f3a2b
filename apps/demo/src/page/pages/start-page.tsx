import { useEffect, useMemo } from 'preact/hooks'
import type { DemoFacts } from '../../shared/messages'
import { callAsUsers, firstThree } from '../actions/as-users'
import { createRunner } from '../actions/run'
import { EmbedMissing } from '../embed/embed-missing'
import type { Model } from '../model'
import { Action } from '../panels/action-button'
import { Counters } from '../panels/counters'
import { ResultPanel } from '../panels/result-panel'
import { Timeline } from '../timeline/timeline'
import { OAuthMissing } from './oauth-missing'
import { WhatToTry } from './what-to-try'

export function StartPage({ model }: { readonly model: Model }) {
  return (
    <div class="start">
      <p class="lead">
        Every request goes out as exactly the user that was asked for, and many callers share one login for
        each user.
      </p>
      <ServerCalls model={model} />
      <Patterns facts={model.facts} />
      <Timeline model={model} who={undefined} lanes={model.lanes.value} />
    </div>
  )
}

/** Calls as three users on the server. With an emulator they begin by themselves; an instance of a visitor's own is asked only on a press. */
function ServerCalls({ model }: { readonly model: Model }) {
  const { facts } = model
  const runner = useMemo(() => createRunner(model), [model])
  const userIds = firstThree(facts)
  const call = (): Promise<void> => callAsUsers(model, runner, userIds)
  useEffect(() => {
    if (facts.emulated) void callAsUsers(model, runner, firstThree(facts))
  }, [model, runner, facts])
  if (userIds.length === 0) return null
  return (
    <section class="card shown" aria-label="Calls on the server">
      <div>
        <h2>On the server, without a sign-in</h2>
        <pre>
          <code>{codeFor(userIds)}</code>
        </pre>
        <Action model={model} onPress={call}>
          {model.calls.value === 0 ? 'Call as each' : 'Call again'}
        </Action>
      </div>
      <div>
        <Counters model={model} logins={model.ownLogins()} />
        <ResultPanel model={model} />
      </div>
    </section>
  )
}

/** What a server writes to call as them. */
function codeFor(userIds: readonly string[]): string {
  const calls = userIds.map(id => `await looker.as('${id}').fetch('/user')`)
  return ['const looker = createSession()', ...calls].join('\n')
}

/** The ways in which a page gets its token. */
function Patterns({ facts }: { readonly facts: DemoFacts }) {
  return (
    <div class="choices">
      <section class="card">
        <h2>In a page: the backend pattern</h2>
        <p>
          You sign in to the application. Its server holds a service account and gets a Looker token for
          exactly that user. The page never sees the service account.
        </p>
        <a class="button main" href="/backend">
          Use the backend pattern
        </a>
      </section>
      <section class="card">
        <h2>In a page: OAuth</h2>
        <p>
          You sign in on Looker's own pages and allow this application to act for you: OAuth 2.0 with PKCE. No
          server is needed.
        </p>
        {facts.oauthClientId !== undefined ? (
          <a class="button main" href="/oauth">
            Use the OAuth pattern
          </a>
        ) : (
          <OAuthMissing />
        )}
      </section>
      <section class="card">
        <h2>In a page: embedded dashboards</h2>
        <p>
          You sign in to the application. It shows a dashboard of Looker in a frame, with Looker's official
          client. Its server makes and renews the embed session for exactly that user.
        </p>
        {facts.embed !== undefined ? (
          <a class="button main" href="/embedded/1">
            Embed a dashboard
          </a>
        ) : (
          <EmbedMissing />
        )}
      </section>
      <WhatToTry title="What to try there" />
    </div>
  )
}
