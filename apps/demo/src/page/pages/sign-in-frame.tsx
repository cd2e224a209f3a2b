import type { ComponentChildren } from 'preact'
import { WhatToTry, WhatToTryEmbedded } from './what-to-try'

interface Explanation {
  readonly title: string
  readonly steps: readonly string[]
  /** What an application writes for it, with the place where it writes it. */
  readonly code: readonly { readonly where: string; readonly lines: readonly string[] }[]
}

type Pattern = 'backend' | 'oauth' | 'embed'

const explanations: Readonly<Record<Pattern, Explanation>> = {
  backend: {
    title: 'How the backend pattern signs in',
    steps: [
      'You sign in to the application. Its cookie says who you are.',
      "The page makes its first call. It asks the application's server for a Looker token.",
      'The server reads the cookie, and gets a token of exactly this user with its service account.',
      'The page calls Looker with the token. It never sees the service account.',
    ],
    code: [
      {
        where: 'In the page',
        lines: [
          'const looker = createSession({',
          '  baseUrl,',
          "  grant: backendGrant({ url: '/looker-token', user }),",
          '})',
          "await looker.fetch('/user')",
        ],
      },
      {
        where: 'On the server, at /looker-token',
        lines: ['createTokenEndpoint({ session: createSession(), userFor })'],
      },
    ],
  },
  oauth: {
    title: 'How OAuth signs in',
    steps: [
      "The page sends you to Looker's own sign-in page.",
      'Looker asks you whether this application may act for you.',
      'With Allow, Looker sends you back with a code. With Deny, it sends you back with the error access_denied, and this browser keeps nothing.',
      'The page exchanges the code for a token (PKCE). The application needs no server for it.',
    ],
    code: [
      {
        where: 'In the page',
        lines: [
          'const looker = createSession({',
          '  baseUrl,',
          '  grant: oauthGrant({ clientId, redirectUri }),',
          '})',
          'await looker.signIn() // goes to Looker',
        ],
      },
      { where: 'In the page at the redirect URI', lines: ['await looker.completeSignIn()'] },
    ],
  },
  embed: {
    title: 'How a dashboard is embedded',
    steps: [
      'You sign in to the application. Its cookie says who you are.',
      "The page uses Looker's official client. The client asks the application's server for the tokens of a frame.",
      'The server reads the cookie, and makes an embed session of exactly this user with its service account. All pages of the same sign-in join it.',
      'The frame shows the dashboard. Before its tokens expire, the client gets new ones from the server.',
      'The sign-out of the application ends the embed session at Looker.',
    ],
    code: [
      {
        where: 'In the page, with @looker/embed-sdk',
        lines: [
          "getEmbedSDK().initCookieless(host, '/tokens', '/tokens')",
          'await getEmbedSDK()',
          "  .createDashboardWithId('1')",
          '  .appendTo(element)',
          '  .build()',
          '  .connect()',
        ],
      },
      {
        where: 'On the server, at /tokens',
        lines: [
          'createEmbedEndpoint({',
          '  session: createSession(),',
          '  embedDomain,',
          '  embedUserFor,',
          '})',
        ],
      },
    ],
  },
}

interface Props {
  readonly pattern: Pattern
  readonly children: ComponentChildren
}

/** A page that asks for a sign-in: beside it, what the sign-in does, and what can be tried afterwards. */
export function SignInFrame({ pattern, children }: Props) {
  const { title, steps, code } = explanations[pattern]
  return (
    <div class="asking">
      <div class="column">
        {children}
        {pattern === 'embed' ? <WhatToTryEmbedded /> : <WhatToTry title="What to try then" />}
      </div>
      <section class="card">
        <h2>{title}</h2>
        <ol class="list">
          {steps.map(step => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {code.map(({ where, lines }) => (
          <figure key={where}>
            <figcaption>{where}</figcaption>
            <pre>
              <code>{lines.join('\n')}</code>
            </pre>
          </figure>
        ))}
      </section>
    </div>
  )
}
