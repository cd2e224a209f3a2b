import { expectTypeOf } from 'vitest'
import type { AuthError } from '../errors/auth-error.js'
import type { SessionEvent } from './events.js'

type ErrorOf<E> = E extends { readonly error?: infer T } ? T : never

// Every event that carries an error: it has a code, a hint and a form as JSON.
expectTypeOf<Exclude<ErrorOf<SessionEvent>, undefined>>().toEqualTypeOf<AuthError>()
