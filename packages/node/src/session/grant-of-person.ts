import { AuthError, type UserGrant } from '@looker-auth/core'
import { sha256 } from '../store/checked-text.js'

/** A grant, and whose session it is for. */
export interface PersonOptions {
  readonly grant: UserGrant
  readonly person?: string
}

/**
 * The grant for one person among those on the store.
 *
 * @throws AuthError `configuration` for a person who is given without a name: all of these would have one session.
 */
export function grantOfPerson(options: PersonOptions): UserGrant {
  const { grant, person } = options
  if (!Object.hasOwn(options, 'person')) return grant
  if (typeof person !== 'string' || person === '') {
    throw new AuthError('configuration', {
      message: 'The option person is given, and is not a text, or is empty.',
      hint: 'Give the id that your own application has for the person, such as request.session.userId; it may be missing there. Leave the option out where the store serves one person.',
    })
  }
  if (typeof grant?.create !== 'function') return grant
  // A hash: it shows in session.state.
  const holder = sha256(JSON.stringify(['person', person]))
  return {
    create(calls, workspace) {
      const made = grant.create(calls, workspace, holder)
      if (made.identity.holder === holder) return made
      throw new AuthError('configuration', {
        message: 'The option person does not work with this grant, which does not tell people apart.',
        hint: 'Use oauthGrant() or backendGrant() of the same version of @looker-auth/core, or a store for each person.',
      })
    },
  }
}
