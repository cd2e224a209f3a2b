import { describe, expect, it } from 'vitest'
import { clientOf } from '../../test/client'
import { createEmulator, type EmulatorInit } from '../index'

const GUID = 'com.looker.cli'
const OWN = { client_guid: GUID, redirect_uri: 'http://127.0.0.1:5173/', display_name: 'My own' }

const setUp = async (init: EmulatorInit = {}) => {
  const emulator = createEmulator({ options: { release: '26.10' }, ...init })
  const looker = clientOf(emulator)
  const admin = await looker.login()
  const send = (method: string, path = `/${GUID}`, value?: object) =>
    looker.send(method, `/oauth_client_apps${path}`, admin, value ? { body: JSON.stringify(value) } : {})
  return { emulator, send }
}

describe("the app of Looker's command line, from release 26.10", () => {
  it('is there in the form that Looker registers it', async () => {
    const { send } = await setUp()
    expect(await (await send('GET')).json()).toMatchObject({
      client_guid: GUID,
      redirect_uri: 'http://127.0.0.1:7777',
      display_name: 'Looker CLI',
      enabled: true,
    })
  })

  it('is not there before', async () => {
    const { send } = await setUp({ options: { release: '26.8' } })
    expect((await send('GET')).status).toBe(404)
  })

  it('takes its guid, in the API and in code', async () => {
    const { emulator, send } = await setUp()
    expect((await send('POST', `/${GUID}`, OWN)).status).toBe(409)
    expect(() => emulator.oauthClientApps.add(OWN)).toThrow('client_guid is taken')
  })

  it('can be changed and deleted, as any other', async () => {
    const { send } = await setUp()
    expect(await (await send('PATCH', `/${GUID}`, { enabled: false })).json()).toMatchObject({
      enabled: false,
    })
    expect((await send('DELETE')).status).toBe(204)
    expect((await send('POST', `/${GUID}`, OWN)).status).toBe(200)
  })

  it('is replaced by that of a seed', async () => {
    const { send } = await setUp({ seed: { oauthClientApps: [OWN] } })
    expect(await (await send('GET', '')).json()).toMatchObject([OWN])
  })
})
