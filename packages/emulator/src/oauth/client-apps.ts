import { problemsOf, throwIfAny } from '../input/check'
import { clientAppFields, type OauthClientApp, type SeedOauthClientApp, write } from './client-app'

/** The applications that may sign people in by OAuth. */
export interface OauthClientApps {
  /** Registers one, as POST /oauth_client_apps does. Throws EmulatorInputError when it is wrong, or its guid is taken. */
  add(app: SeedOauthClientApp): void
}

export class ClientAppRegistry implements OauthClientApps {
  readonly #apps = new Map<string, OauthClientApp>()

  constructor(seeds: readonly SeedOauthClientApp[]) {
    for (const seed of seeds) this.register(seed)
  }

  add(app: SeedOauthClientApp): void {
    const subject = 'Invalid OAuth client app'
    throwIfAny(
      subject,
      problemsOf(app, 'the app', clientAppFields).map(problem => problem.replace(/^the app\./, '')),
    )
    throwIfAny(subject, this.#apps.has(app.client_guid) ? ['client_guid is taken'] : [])
    this.register(app)
  }

  register(seed: SeedOauthClientApp): OauthClientApp {
    const app: OauthClientApp = {
      clientGuid: seed.client_guid,
      redirectUri: '',
      displayName: '',
      description: '',
      enabled: true,
      groupId: null,
      tokensInvalidBeforeMs: undefined,
      activatedUserIds: new Set(),
    }
    write(app, seed)
    this.#apps.set(seed.client_guid, app)
    return app
  }

  get(clientGuid: string): OauthClientApp | undefined {
    return this.#apps.get(clientGuid)
  }

  /** The application, if it may sign people in. */
  enabled(clientGuid: string): OauthClientApp | undefined {
    const app = this.#apps.get(clientGuid)
    return app?.enabled ? app : undefined
  }

  get all(): OauthClientApp[] {
    return [...this.#apps.values()]
  }

  delete(app: OauthClientApp): void {
    this.#apps.delete(app.clientGuid)
  }
}
