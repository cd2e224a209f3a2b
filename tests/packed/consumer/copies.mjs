// The ESM and the CommonJS copy of core in one process: an error of one is an AuthError for the other.
import { createRequire } from 'node:module'
import { ApiAuthApi, AuthError } from '@looker-auth/core'

const required = createRequire(import.meta.url)('@looker-auth/core')
if (required.AuthError === AuthError) throw new Error('expected two copies')
const error = await new ApiAuthApi({ baseUrl: 'https://looker.test' }).login().catch(reason => reason)
console.log(
  JSON.stringify([AuthError.is(error), required.AuthError.is(error), required.AuthError.is(new Error('x'))]),
)
