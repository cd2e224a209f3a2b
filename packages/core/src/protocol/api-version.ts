import { AuthError } from '../errors/auth-error.js'

/** The versions of the Looker API that have ApiAuth's three operations as documented. */
export const apiVersions = ['3.0', '3.1', '4.0'] as const

/** A version of the Looker API. */
export type ApiVersion = (typeof apiVersions)[number]

/**
 * The version as one of {@link apiVersions}.
 *
 * @throws AuthError `configuration` for any other value.
 */
export function parseApiVersion(input: string): ApiVersion {
  const version = apiVersions.find(known => known === input)
  if (version !== undefined) return version
  throw new AuthError('configuration', {
    message: `The API version${/^\d+(\.\d+)?$/.test(input) ? ` ${input}` : ''} is not known.`,
    hint: `Use one of ${apiVersions.join(', ')}.`,
  })
}
