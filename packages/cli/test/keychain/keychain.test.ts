import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type Ended, places } from '../command-line.js'
import { adminId, canarySecret, otherAdminId, serveLooker } from '../looker.js'
import { describeKeyring, newKeyring } from './keyring.js'

const looker = serveLooker()
const newPlace = places()

describeKeyring('--keychain', () => {
  it('encrypts the stored token, which serves further calls', async () => {
    const { env } = await newKeyring()
    const place = newPlace({ ...looker().env, ...env })
    const { login } = looker().emulator.stats
    const first = await place.run(['token', '--keychain'])
    const second = await place.run(['token', '--keychain'])
    expect([first.code, second.stdout]).toEqual([0, first.stdout])
    const byVariable = await place.run(['whoami'])
    expect(byVariable.stdout).toContain('Ada Admin')
    place.env.LOOKER_AUTH_KEYCHAIN = '1'
    expect((await place.run(['token'])).stdout).toBe(first.stdout)
    // One for the keychain, one for whoami without it.
    expect(looker().emulator.stats.login - login).toBe(2)
    expect(place.files().length).toBeGreaterThan(2)
    for (const { name, text, mode } of place.files()) {
      expect([name, mode]).toEqual([name, 0o600])
      for (const secret of [first.stdout.trim(), canarySecret]) expect(text).not.toContain(secret)
    }
  })

  it('is counted by status, also while the keychain is locked', async () => {
    const keyring = await newKeyring()
    const place = newPlace({ ...looker().env, ...keyring.env })
    await place.run(['token', '--keychain'])
    await place.run(['token', '--keychain', '--as', '789'])
    const open = JSON.parse((await place.run(['status', '--json'])).stdout)
    expect(open.map(({ encrypted }: { encrypted: boolean }) => encrypted)).toEqual([true, true])
    keyring.lock()
    const locked = await place.run(['status'])
    expect([locked.code, locked.stdout]).toEqual([0, 'No sign-in is stored.\n'])
    expect(locked.stderr).toBe('2 more are encrypted, and the keychain is locked.\n')
  })

  it('logout --all ends what is encrypted too', async () => {
    const { env } = await newKeyring()
    const place = newPlace({ ...looker().env, ...env })
    const before = looker().emulator.stats.live_tokens
    await place.run(['token', '--keychain'])
    expect((await place.run(['logout', '--all'])).code).toBe(0)
    expect(looker().emulator.stats.live_tokens).toBe(before)
    expect((await place.run(['status'])).stdout).toBe('No sign-in is stored.\n')
  })

  it('keeps a secret that a login with another secret or key does not replace', async () => {
    const keyring = await newKeyring()
    const place = newPlace(keyring.env)
    const add = ['profile', 'add', 'local', '--base-url', looker().url, '--client-id', adminId, '--keychain']
    expect((await place.run([...add, '--secret-stdin'], canarySecret)).code).toBe(0)
    const login = ['login', '--secret-stdin', '--save-secret']
    expect((await place.run(login, 'wrong')).code).toBe(4)
    expect((await place.run([...login, '--client-id', otherAdminId], canarySecret)).code).toBe(2)
    expect(keyring.read(`client_secret of ${adminId} at ${looker().url}`)).toBe(canarySecret)
  })

  it('takes the secret out of the file of profiles where it is kept in the keychain from now on', async () => {
    const keyring = await newKeyring()
    const place = newPlace(keyring.env)
    const add = ['profile', 'add', 'local', '--base-url', looker().url, '--client-id', adminId]
    await place.run([...add, '--secret-stdin'], canarySecret)
    const login = ['login', '--keychain', '--save-secret', '--secret-stdin']
    expect((await place.run(login, canarySecret)).code).toBe(0)
    for (const { text } of place.files()) expect(text).not.toContain(canarySecret)
    expect((await place.run(['login'])).code).toBe(0)
  })

  it('sends a kept secret to no other instance', async () => {
    const keyring = await newKeyring()
    const place = newPlace(keyring.env)
    const add = (url: string) => [
      'profile',
      'add',
      'prod',
      '--base-url',
      url,
      '--client-id',
      adminId,
      '--keychain',
    ]
    expect((await place.run([...add(looker().url), '--secret-stdin'], canarySecret)).code).toBe(0)
    expect((await place.run(add('http://127.0.0.1:9'))).code).toBe(0)
    const { code, stderr } = await place.run(['token'])
    expect([code, stderr]).toEqual([3, expect.stringContaining('was not saved')])
  })

  it('keeps a secret in the keychain only, until the profile is removed', async () => {
    const keyring = await newKeyring()
    const place = newPlace(keyring.env)
    const args = [
      'login',
      '--base-url',
      looker().url,
      '--client-id',
      adminId,
      '--secret-stdin',
      '--save-secret',
    ]
    const { code, stdout, stderr } = await place.run([...args, '--keychain', '--verbose'], canarySecret)
    expect(code).toBe(0)
    const name = `client_secret of ${adminId} at ${looker().url}`
    expect(keyring.read(name)).toBe(canarySecret)
    for (const { text } of place.files()) expect(text).not.toContain(canarySecret)
    expect(stdout + stderr).not.toContain(canarySecret)
    looker().emulator.revoke({ user_id: 1 })
    expect((await place.run(['whoami'])).stdout).toContain('Ada Admin')
    expect((await place.run(['login'])).code).toBe(0)
    expect((await place.run(['profile', 'remove', new URL(looker().url).host])).code).toBe(0)
    expect(keyring.read(name)).toBe(null)
  })

  it.runIf(process.platform === 'linux')('puts no secret into an argument or a variable', async () => {
    const keyring = await newKeyring()
    const place = newPlace(keyring.env)
    const args = [
      'login',
      '--base-url',
      looker().url,
      '--client-id',
      adminId,
      '--secret-stdin',
      '--save-secret',
    ]
    const { child, ended } = place.start([...args, '--keychain'], canarySecret)
    const seen = await seenUntil(ended, child.pid ?? 0)
    expect((await ended).code).toBe(0)
    expect(seen).toContain('keychain-process.cjs')
    for (const secret of [canarySecret, keyring.read('token-store')]) expect(seen).not.toContain(secret)
  })
})

/** The arguments and variables of a process and of those that it starts. */
async function seenUntil(ended: Promise<Ended>, pid: number): Promise<string> {
  const seen = new Set<string>()
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  while (!isOver) {
    for (const id of [pid, ...childrenOf(pid)])
      for (const name of ['cmdline', 'environ']) seen.add(readIfThere(`/proc/${id}/${name}`))
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  return [...seen].join('\n')
}

function childrenOf(pid: number): readonly string[] {
  const tasks = listIfThere(`/proc/${pid}/task`)
  return tasks.flatMap(task => readIfThere(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean))
}

function listIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
