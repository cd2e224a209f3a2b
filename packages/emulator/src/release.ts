import type { Check } from './input/check'

/** The versions of Looker's API that the emulator knows. */
export type ApiVersion = '3.0' | '3.1' | '4.0'

export const API_VERSIONS: readonly ApiVersion[] = ['3.0', '3.1', '4.0']

const RELEASE = /^(\d{1,3})\.(\d{1,3})(\.\d{1,6})*$/

export const aRelease: Check = value =>
  typeof value === 'string' && RELEASE.test(value) ? undefined : 'must be a Looker release such as "26.12"'

function isAtLeast(release: string, major: number, minor: number): boolean {
  const [, majorText, minorText] = RELEASE.exec(release) ?? []
  const difference = Number(majorText) - major || Number(minorText) - minor
  return difference >= 0
}

/** Releases from 23.18 serve no 3.x. */
export const servesVersion3 = (release: string): boolean => !isAtLeast(release, 23, 18)

export const servedVersions = (release: string): ApiVersion[] =>
  API_VERSIONS.filter(version => version === '4.0' || servesVersion3(release))

/** From 26.10 the OAuth client app of Looker's command line is registered on every instance. */
export const registersLookerCli = (release: string): boolean => isAtLeast(release, 26, 10)

/** `associative` came with 3.1 and left 4.0 with 26.8. Elsewhere it is an unknown parameter, and ignored. */
export function knowsAssociative(version: ApiVersion, release: string): boolean {
  return version === '3.1' || (version === '4.0' && !isAtLeast(release, 26, 8))
}
