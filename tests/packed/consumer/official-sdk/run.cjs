const credentials = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }

/** Reads as the admin and as two users at once, by the class, the functions and streams. */
exports.run = async ({ createEmulator, createSession, lookerSdk, lookerAuthSession, official }) => {
  const emulator = createEmulator()
  const server = await emulator.listen()
  const looker = createSession({ baseUrl: server.url, ...credentials })
  const [admin, ana] = [lookerSdk(looker), lookerSdk(looker.as(789))]
  const functions = official.functionalSdk40(lookerAuthSession(looker.as(20)))
  const streams = new official.Looker40SDKStream(lookerAuthSession(looker.as(789)))
  const users = await Promise.all([
    admin.ok(admin.me('id')),
    ana.ok(ana.me('id')),
    functions.ok(official.me(functions, 'id')),
    streams.me(response => response.json(), 'id'),
  ])
  const { login, login_user } = emulator.stats
  await looker.close()
  await server.close()
  const isOfficial = admin instanceof official.Looker40SDK
  console.log(JSON.stringify({ ids: users.map(({ id }) => id), login, login_user, isOfficial }))
}
