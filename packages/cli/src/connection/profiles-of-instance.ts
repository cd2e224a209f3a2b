import { UsageError } from '../failures/usage-error.js'
import type { Profiles } from '../profiles/profile.js'
import type { NamedProfile } from '../profiles/profile-file.js'

/** What names the profile: an option, LOOKER_AUTH_PROFILE, nothing else, or the instance that other settings name. */
export type ChosenBy = 'option' | 'environment' | 'active' | 'instance'

export interface ChosenProfile extends NamedProfile {
  readonly by: ChosenBy
}

/** The profiles of the instance that options, environment or looker.ini name. */
export class ProfilesOfInstance {
  readonly #profiles: readonly NamedProfile[]
  readonly #preferred: readonly (string | undefined)[]

  /** @param preferred The names of the profiles that count among several, the first that is there. */
  constructor(
    { profiles }: Profiles,
    baseUrl: string | undefined,
    preferred: readonly (string | undefined)[],
  ) {
    this.#profiles = Object.entries(profiles)
      .filter(([, profile]) => profile.baseUrl === baseUrl)
      .map(([name, profile]) => ({ name, profile }))
    this.#preferred = preferred
  }

  get isEmpty(): boolean {
    return this.#profiles.length === 0
  }

  /** That of the person who signed in on this instance, where it is the one that counts. */
  person(): ChosenProfile | undefined {
    const one = this.#oneOf(this.#profiles)
    return one?.profile.oauth === undefined ? undefined : one
  }

  /**
   * The one that has the key.
   *
   * @param clientId Undefined where the settings name none.
   * @throws UsageError where it could be one of several.
   */
  withKey(clientId: string | undefined): ChosenProfile | undefined {
    const candidates = this.#profiles.filter(
      ({ profile }) => (clientId ?? profile.clientId) === profile.clientId,
    )
    const one = this.#oneOf(candidates)
    if (one !== undefined) return one.profile.clientId === undefined && !one.profile.netrc ? undefined : one
    if (candidates.length === 0) return undefined
    throw new UsageError(
      `Several profiles are of this instance: ${candidates.map(({ name }) => name).join(', ')}.`,
      'Choose one: give --profile NAME, or run looker-auth profile use NAME.',
    )
  }

  #oneOf(profiles: readonly NamedProfile[]): ChosenProfile | undefined {
    const preferred = this.#preferred.flatMap(name => profiles.find(profile => profile.name === name) ?? [])
    const one = preferred[0] ?? (profiles.length === 1 ? profiles[0] : undefined)
    return one && { ...one, by: 'instance' }
  }
}
