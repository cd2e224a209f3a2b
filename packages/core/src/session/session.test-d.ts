import { expectTypeOf } from 'vitest'
import type { Session } from './session.js'

declare const session: Session

expectTypeOf(session.fetch).toExtend<typeof fetch>()
expectTypeOf(session.token()).resolves.toEqualTypeOf<string>()
expectTypeOf(session.logout()).resolves.toEqualTypeOf<{ readonly revoked: boolean }>()
session.fetch('/user', { method: 'POST', body: () => 'made twice' })
// @ts-expect-error a body is no number
session.fetch('/user', { method: 'POST', body: 7 })
// @ts-expect-error a user id is a string or a number
session.as(null)
session.as({ embed: 'ana', create: true })
session.as({ saml: 'ana', create: undefined })
// @ts-expect-error only embed users are made
session.as({ email: 'ana@example.com', create: true })
// @ts-expect-error one id is needed
session.as({})
// @ts-expect-error one id is enough
session.as({ embed: 'ana', email: 'ana@example.com' })
