import { expectTypeOf } from 'vitest'
import type { AccessToken } from '../protocol/answers/access-token.js'
import type { ApiAuthApi } from './api-auth-api.js'
import type { ApiAuthResponse } from './response.js'

declare const api: ApiAuthApi

expectTypeOf(api.login()).resolves.toEqualTypeOf<AccessToken>()
expectTypeOf(api.loginUser(789n)).resolves.toEqualTypeOf<AccessToken>()
expectTypeOf(api.logout()).resolves.toEqualTypeOf<string>()

const returned = api.loginUser(789, (error, data, response) => {
  expectTypeOf(error).toEqualTypeOf<Error | null>()
  expectTypeOf(data).toEqualTypeOf<AccessToken | null>()
  expectTypeOf(response).toEqualTypeOf<ApiAuthResponse | undefined>()
})
expectTypeOf(returned).toEqualTypeOf<undefined>()

api.logout((_error, data) => {
  expectTypeOf(data).toEqualTypeOf<null>()
})
// Callbacks that were written for the documents' `'String' logout()`.
api.logout((_error: Error | null, _data: string | null) => {})
api.login({}, (_error, _data, response) => {
  expectTypeOf(response?.status).toEqualTypeOf<number | undefined>()
  expectTypeOf(response?.statusCode).toEqualTypeOf<number | undefined>()
  expectTypeOf(response?.ok).toEqualTypeOf<boolean | undefined>()
  expectTypeOf(response?.text).toEqualTypeOf<string | undefined>()
  expectTypeOf(response?.type).toEqualTypeOf<string | undefined>()
  expectTypeOf(response?.headers['content-type']).toEqualTypeOf<string | undefined>()
  expectTypeOf(response?.header['content-type']).toEqualTypeOf<string | undefined>()
  // As superagent has it.
  response?.body.access_token.trim()
})

// @ts-expect-error a user id is a string or a whole number
api.loginUser(undefined)
// @ts-expect-error the response has the names of superagent
api.login((_error, _data, response) => response?.contentType)
