import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'

const programs = ['dbus-run-session', 'dbus-send', 'gnome-keyring-daemon']
const missing = programs.filter(program => !isThere(program))
const readProgram = fileURLToPath(new URL('../../dist/keychain-process.cjs', import.meta.url))

function isThere(program: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A suite that needs gnome-keyring: skipped, with a line that says so, where it is missing; in CI that is a failure. */
export function describeKeyring(name: string, suite: () => void): void {
  if (missing.length > 0)
    process.stderr.write(`Skipped: ${name}, for there is no ${missing.join(' and no ')} here (on PATH).\n`)
  test.runIf(process.env.CI)(`CI has gnome-keyring for: ${name}`, () => expect(missing).toEqual([]))
  describe.skipIf(missing.length > 0)(name, suite)
}

/** A D-Bus session with an unlocked gnome-keyring, until the test is over. */
export interface Keyring {
  readonly env: Readonly<Record<string, string>>
  lock(): void
  /** What an entry of looker-auth's holds. */
  read(name: string): string | null
}

const startKeyring =
  'printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null; echo $DBUS_SESSION_BUS_ADDRESS; exec cat'

/** Starts a keyring of its own, with nothing in it. */
export async function newKeyring(): Promise<Keyring> {
  const home = mkdtempSync(join(tmpdir(), 'looker-auth-keyring-'))
  const { PATH = '' } = process.env
  const session = spawn('dbus-run-session', ['--', 'sh', '-c', startKeyring], {
    env: { PATH, HOME: home, XDG_RUNTIME_DIR: home },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(async () => {
    await stop(session)
    rmSync(home, { recursive: true, force: true })
  })
  const [address] = (await once(createInterface({ input: session.stdout }), 'line')) as [string]
  const env = { DBUS_SESSION_BUS_ADDRESS: address }
  return {
    env,
    lock() {
      const target = [
        '--session',
        '--print-reply',
        '--dest=org.freedesktop.secrets',
        '/org/freedesktop/secrets',
      ]
      const call = ['org.freedesktop.Secret.Service.Lock', `array:objpath:${collection}`]
      execFileSync('dbus-send', [...target, ...call], { env: { PATH, ...env }, stdio: 'ignore' })
    },
    read(name) {
      const input = JSON.stringify({ action: 'read', name })
      const lines = execFileSync(process.execPath, [readProgram], {
        env: { PATH, ...env },
        input,
        encoding: 'utf8',
      })
      return JSON.parse(lines.trim().split('\n').at(-1) ?? '').value
    },
  }
}

const collection = '/org/freedesktop/secrets/collection/login'

/** The session ends with what runs in it. */
async function stop(session: ChildProcess): Promise<void> {
  if (session.exitCode !== null) return
  session.stdin?.end()
  await once(session, 'exit')
}
