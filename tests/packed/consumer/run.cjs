const credentials = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }

/** Signs in, gets a token for 789, reads as both and signs out: with @looker-auth/node over HTTP, with core in process. */
exports.run = async ({ ApiAuthApi, CoreApiAuthApi, AuthError, createEmulator }) => {
  const emulator = createEmulator()
  const server = await emulator.listen()
  const seen = [
    await journey(new ApiAuthApi({ baseUrl: server.url, ...credentials }), globalThis.fetch, server.url),
    await journey(
      new CoreApiAuthApi({ baseUrl: 'https://looker.test', credentials, fetch: emulator.fetch }),
      emulator.fetch,
      'https://looker.test',
    ),
  ]
  const wrong = new ApiAuthApi({ baseUrl: server.url, clientId: 'nobody', clientSecret: 'nothing' })
  const error = await wrong.login().catch(reason => reason)
  await server.close()
  console.log(JSON.stringify({ seen, wrong: [AuthError.is(error), error.code, error.status] }))
}

async function journey(api, fetch, baseUrl) {
  const whoIs = async token => {
    const headers = { authorization: `token ${token.access_token}` }
    const answer = await fetch(`${baseUrl}/api/4.0/user`, { headers })
    return answer.ok ? (await answer.json()).id : answer.status
  }
  const admin = await api.login()
  const seen = [await whoIs(admin), await whoIs(await api.loginUser(789))]
  await api.logout()
  return [...seen, await whoIs(admin)]
}
