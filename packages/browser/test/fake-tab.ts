import { createEmulator, type Emulator } from '@looker-auth/emulator'
import { createSession, oauthGrant, type Session, type SignInMethods, type SignInPage } from '../src/index'
import { fakePage, fakeStorage } from './fake-page'

/** A tab without a browser, in which an application signs its users in on Looker's pages. */
export interface FakeTab {
  readonly page: SignInPage
  /** What the address bar shows. */
  href: string
}

export function fakeTab(): FakeTab {
  const location = {
    href: 'https://app.example/',
    assign(url: string) {
      location.href = url
    },
  }
  const history = {
    state: null,
    replaceState(_state: unknown, _unused: string, url?: string | URL | null) {
      location.href = String(url)
    },
  }
  return {
    page: { ...fakePage({ sessionStorage: fakeStorage() }), location, history },
    get href() {
      return location.href
    },
    set href(url) {
      location.href = url
    },
  }
}

/** A Looker instance with applications that are registered with one redirect URI. */
export interface FakeLooker {
  readonly emulator: Emulator
  readonly baseUrl: string
  /** The session of a page in that tab, as that application. */
  open(tab: FakeTab, clientId?: string): Session & SignInMethods
  /** Looker's pages, where the tab is: the address that the user comes back to. */
  allow(tab: FakeTab, userId?: string): string
}

export const signedIn = 'https://app.example/signed-in'

export function fakeLooker(baseUrl: string, redirectUri = signedIn): FakeLooker {
  const emulator = createEmulator()
  for (const client_guid of ['app', 'other-app']) {
    emulator.oauthClientApps.add({ client_guid, redirect_uri: redirectUri, display_name: client_guid })
  }
  const fetch = async (input: string | URL | Request, init?: RequestInit) =>
    emulator.fetch(new Request(input, init))
  return {
    emulator,
    baseUrl,
    open: (tab, clientId = 'app') =>
      createSession({ baseUrl, fetch, grant: oauthGrant({ clientId, redirectUri }, tab.page) }),
    allow: (tab, user_id = '789') => emulator.authorize({ url: tab.href, user_id }),
  }
}
