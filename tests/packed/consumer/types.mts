import {
  type AccessToken,
  AuthError,
  type AuthErrorCode,
  ApiAuthApi as CoreApiAuthApi,
} from '@looker-auth/core'
import { type ContractCase, clockContract } from '@looker-auth/core/testing'
import { createEmulator, type Emulator, type Seed } from '@looker-auth/emulator'
import { ApiAuthApi, nodeFetch } from '@looker-auth/node'
import { redisLock } from '@looker-auth/node/redis'

const seed: Seed = { users: [{ id: 1, admin: true }] }
const emulator: Emulator = createEmulator({ seed })
const { url } = await emulator.listen({ port: 0 })

const api = new ApiAuthApi({ baseUrl: url, clientId: 'a', clientSecret: 'b' })
const token: AccessToken = await api.login()
const seconds: number = token.expires_in
const ana: AccessToken = await api.loginUser('789')
const nothing: undefined = api.loginUser(789, (error, data) => {
  const text: string | undefined = data?.access_token
  const failure: Error | null = error
  return [text, failure]
})
const core = new CoreApiAuthApi({ baseUrl: url, fetch: emulator.fetch })
const platform: typeof fetch = nodeFetch()
const cases: ContractCase[] = clockContract({
  clock: { now: Date.now, monotonic: Date.now, setTimer: () => () => {} },
  pass: async () => {},
})

try {
  await core.logout()
} catch (error) {
  if (AuthError.is(error)) {
    const code: AuthErrorCode = error.code
    const hint: string = error.hint
    throw new Error(`${code}: ${hint}`)
  }
}

// @ts-expect-error: a user id is a string or a number
await api.loginUser(null)
// @ts-expect-error: core needs to be told where Looker is
new CoreApiAuthApi()

// @ts-expect-error: an address is no client
redisLock('redis://127.0.0.1')

export { ana, cases, nothing, platform, seconds }
