import { AuthError } from '../errors/auth-error.js'

/** @param other A session of another copy, if it is one at all. */
export function foreignSession(other: unknown): AuthError {
  return new AuthError('configuration', {
    message:
      other === undefined
        ? 'What was given is no session.'
        : 'The session was made by another copy of @looker-auth/core: one was loaded with import and one with require, or two versions are installed.',
    hint:
      other === undefined
        ? 'Give what createSession() returned.'
        : 'Take createSession() and what is given its session from one copy: both with import or both with require, and one version (npm ls @looker-auth/core).',
  })
}
