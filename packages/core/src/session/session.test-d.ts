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
