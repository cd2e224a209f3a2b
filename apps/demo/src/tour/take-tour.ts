import { ApiAuthApi, AuthError, nodeFetch, resolveSettings } from '@looker-auth/node'
import type { Instance } from './instance'
import type { Mask } from './mask'
import { recordingFetch } from './recording-fetch'
import type { Transcript } from './transcript'
import { type Api, endToken, whoAmI } from './who-am-i'

/** Signs in, acts as another user and signs out, and tells of it in the transcript. */
export async function takeTour(
  instance: Instance,
  userId: string,
  transcript: Transcript,
  mask: Mask,
): Promise<void> {
  const settings = resolveSettings(instance.connection)
  mask.hide((await settings.credentials()).clientSecret)
  const connection = nodeFetch(settings)
  const fetch = recordingFetch(connection, transcript)
  const looker = new ApiAuthApi({ ...instance.settings, fetch })
  const api: Api = { fetch, apiUrl: `${settings.baseUrl}/api/${settings.apiVersion}` }
  const endings: (() => Promise<unknown>)[] = []
  try {
    transcript.step('Sign in with the API key')
    const admin = await looker.login()
    mask.hide(admin.access_token)
    endings.push(() => looker.logout())
    transcript.outcome(`a token of type ${admin.token_type} for ${admin.expires_in} s`)

    transcript.step('Who am I?')
    transcript.outcome(String(await whoAmI(api, admin)))

    transcript.step(`A token for user ${userId}`)
    const user = await looker.loginUser(userId)
    mask.hide(user.access_token)
    endings.push(() => endToken(api, user))
    transcript.outcome(`a token of type ${user.token_type} for ${user.expires_in} s`)

    transcript.step('Who is that?')
    transcript.outcome(String(await whoAmI(api, user)))

    transcript.step('Sign both out')
    for (const end of endings.splice(0).reverse()) await end()
    transcript.outcome('both tokens are dead')

    transcript.step('Is the first token really dead?')
    if ((await whoAmI(api, admin)) !== 401)
      throw new AuthError('malformed_response', {
        message: 'A token that was signed out is still accepted.',
        hint: 'Check that nothing between here and Looker (a cache, a gateway) answers in its place, and what answers at base_url.',
      })
    transcript.outcome('yes: Looker refuses it')
    transcript.end()
  } finally {
    // What an early end has left signed in.
    await Promise.allSettled(endings.reverse().map(end => end()))
    connection.close()
  }
}
