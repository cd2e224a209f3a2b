import { describe, expect, it } from 'vitest'
import { places } from '../command-line.js'
import { otherAdminId, serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()
const aliveTokens = () => looker().emulator.stats.live_tokens

describe('looker-auth status', () => {
  it('shows who is signed in and for how long, never a token, and sends nothing', async () => {
    const place = newPlace(looker().env)
    const tokens = [await place.run(['token']), await place.run(['token', '--as', '789'])].map(({ stdout }) =>
      stdout.trim(),
    )
    const { requests } = looker().emulator.stats
    const text = (await place.run(['status'])).stdout
    const json = (await place.run(['status', '--json'])).stdout
    expect(looker().emulator.stats.requests).toBe(requests)
    expect(text).toContain('user 789, by sudo')
    expect(text).toContain('owner of the API key cana...0001, by API key')
    expect(JSON.parse(json)).toHaveLength(2)
    for (const token of tokens) expect(text + json).not.toContain(token)
  })

  it('tells two keys apart that begin alike', async () => {
    const place = newPlace(looker().env)
    await place.run(['token'])
    place.env.LOOKERSDK_CLIENT_ID = otherAdminId
    await place.run(['token'])
    const shown = JSON.parse((await place.run(['status', '--json'])).stdout)
    expect(shown.map((one: { client_id: string }) => one.client_id).sort()).toEqual([
      'cana...0001',
      'cana...0002',
    ])
  })

  it('says so where nothing is stored', async () => {
    expect((await newPlace().run(['status'])).stdout).toBe('No sign-in is stored.\n')
  })
})

describe('looker-auth logout', () => {
  // @promise logout-revokes-every-token
  it('revokes the stored tokens, those of users too, and the next call signs in again', async () => {
    const place = newPlace(looker().env)
    const before = aliveTokens()
    const first = (await place.run(['token'])).stdout
    await place.run(['token', '--as', '789'])
    expect(aliveTokens() - before).toBe(2)
    const ended = await place.run(['logout'])
    expect([ended.code, ended.stdout]).toEqual([0, ''])
    expect(ended.stderr.match(/The token was revoked/g)).toHaveLength(2)
    expect(aliveTokens()).toBe(before)
    expect((await place.run(['status'])).stdout).toBe('No sign-in is stored.\n')
    expect((await place.run(['token'])).stdout).not.toBe(first)
  })

  it('says that nothing is stored for the instance, and sends nothing', async () => {
    const place = newPlace(looker().env)
    await place.run(['token'])
    place.env.LOOKERSDK_CLIENT_ID = otherAdminId
    const { requests } = looker().emulator.stats
    const nothing = `No sign-in is stored for ${looker().url}.\n`
    for (let calls = 0; calls < 2; calls++)
      expect(await place.run(['logout'])).toEqual({ code: 0, stdout: '', stderr: nothing })
    expect((await place.run(['logout', '--as', '789'])).stderr).toContain('No sign-in of user 789 is stored')
    expect(JSON.parse((await place.run(['logout', '--json'])).stdout)).toEqual([])
    expect(looker().emulator.stats.requests).toBe(requests)
    expect(JSON.parse((await place.run(['status', '--json'])).stdout)).toHaveLength(1)
  })

  it('without settings names logout --all', async () => {
    const ended = await newPlace().run(['logout'])
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('looker-auth logout --all')])
  })

  it('leaves the users of another API key signed in', async () => {
    const place = newPlace(looker().env)
    await place.run(['token', '--as', '789'])
    place.env.LOOKERSDK_CLIENT_ID = otherAdminId
    await place.run(['token'])
    expect((await place.run(['logout'])).stderr.match(/Signed out/g)).toHaveLength(1)
    expect(JSON.parse((await place.run(['status', '--json'])).stdout)).toHaveLength(2)
  })

  it('--as ends the sign-in of that user only', async () => {
    const place = newPlace(looker().env)
    const admin = (await place.run(['token'])).stdout
    await place.run(['token', '--as', '789'])
    expect(JSON.parse((await place.run(['logout', '--as', '789', '--json'])).stdout)).toEqual([
      { base_url: looker().url, user_id: '789', revoked: true },
    ])
    expect((await place.run(['token'])).stdout).toBe(admin)
  })

  it('--all ends every stored sign-in, without any setting or secret', async () => {
    const place = newPlace(looker().env)
    const before = aliveTokens()
    await place.run(['token'])
    await place.run(['token', '--as', '789'])
    for (const name of Object.keys(looker().env)) delete place.env[name]
    const ended = await place.run(['logout', '--all'])
    expect([ended.code, aliveTokens()]).toEqual([0, before])
    expect((await place.run(['status'])).stdout).toBe('No sign-in is stored.\n')
    expect((await place.run(['logout', '--all'])).stderr).toContain('No sign-in is stored')
  })

  it('ends the sign-ins of the workspace that is asked for, and --all those of each workspace', async () => {
    const place = newPlace(looker().env)
    const before = aliveTokens()
    const inDev = ['--workspace', 'dev']
    for (const more of [[], inDev]) {
      await place.run(['token', ...more])
      await place.run(['token', '--as', '789', ...more])
    }
    expect((await place.run(['logout', ...inDev])).stderr.match(/The token was revoked/g)).toHaveLength(2)
    expect(aliveTokens() - before).toBe(2)
    await place.run(['token', '--as', '789', ...inDev])
    expect((await place.run(['status'])).stdout).toContain('user 789, by sudo, in the workspace dev')
    expect((await place.run(['logout', '--all'])).stderr.match(/The token was revoked/g)).toHaveLength(4)
    expect(aliveTokens()).toBe(before)
  })

  it('--all goes on after a sign-in that cannot be ended, and reports that one', async () => {
    const place = newPlace(looker().env)
    await place.run(['token'])
    const [note] = place.files().filter(({ name }) => name.includes('/notes/'))
    const text = note?.text.replace('"verifySsl"', '"ca":"/no/such/file.pem","verifySsl"') ?? ''
    place.write(note?.name ?? '', text)
    place.env.LOOKERSDK_CLIENT_ID = otherAdminId
    await place.run(['token'])
    const ended = await place.run(['logout', '--all'])
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('The token was revoked')])
    expect(JSON.parse((await place.run(['status', '--json'])).stdout)).toHaveLength(1)
  })

  it('names the setting that is missing, with --as too', async () => {
    const place = newPlace(looker().env)
    delete place.env.LOOKERSDK_CLIENT_SECRET
    for (const args of [[], ['--as', '789']]) {
      const ended = await place.run(['logout', ...args])
      expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('client_secret is missing')])
    }
  })

  it.each([
    ['that has no client_id', (text: string) => text.replace('"clientId"', '"other"')],
    ['that is cut off', (text: string) => text.slice(0, 20)],
  ])('leaves out a note %s, and the next call writes it again', async (_, damaged) => {
    const place = newPlace(looker().env)
    const before = aliveTokens()
    await place.run(['token'])
    const [note] = place.files().filter(({ name }) => name.includes('/notes/'))
    place.write(note?.name ?? '', damaged(note?.text ?? ''))
    expect((await place.run(['status'])).stdout).toBe('No sign-in is stored.\n')
    await place.run(['token'])
    expect(JSON.parse((await place.run(['status', '--json'])).stdout)).toHaveLength(1)
    expect([(await place.run(['logout', '--all'])).code, aliveTokens()]).toEqual([0, before])
  })

  it('removes the record also where Looker cannot be reached, and says so', async () => {
    const place = newPlace(looker().env)
    await place.run(['token'])
    looker().emulator.faults.add({ match: { path: '/api/4.0/logout' }, times: 'always', drop: true })
    const ended = await place.run(['logout'])
    looker().emulator.faults.clear()
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('did not confirm')])
    expect((await place.run(['status'])).stdout).toBe('No sign-in is stored.\n')
  })

  it('refuses --all beside --as', async () => {
    expect((await newPlace(looker().env).run(['logout', '--all', '--as', '1'])).code).toBe(2)
  })
})
