import { AuthError, ApiAuthApi as CoreApiAuthApi } from '@looker-auth/core'
import { randomContract } from '@looker-auth/core/testing'
import { createEmulator } from '@looker-auth/emulator'
import { ApiAuthApi } from '@looker-auth/node'
import { type RedisClient, redisStore } from '@looker-auth/node/redis'

export async function main(): Promise<string> {
  const { url, close } = await createEmulator().listen()
  const token = await new ApiAuthApi({ baseUrl: url, clientId: 'a', clientSecret: 'b' }).login()
  await close()
  return token.access_token
}
export const storeOver = (client: RedisClient) => redisStore(client, { prefix: 'mine:' })
export const made = [CoreApiAuthApi, AuthError.is, randomContract] as const
