import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { AuthError } from '@looker-auth/node'
import type { KeychainAnswer, KeychainRequest } from './keychain-request.js'

/** Beside the built command. */
const program = fileURLToPath(new URL('./keychain-process.cjs', import.meta.url))

/** How long the keychain's service may take to answer at all, in milliseconds. */
const connectMs = 10_000
/** How long the user may take to unlock the keychain, in milliseconds. */
const unlockMs = 60_000

/**
 * Asks the keychain of the system, in a process of its own: the keychain's library blocks the process that it is in for as long as the
 * keychain does not answer.
 *
 * @returns The value of an entry that is read; undefined where there is none.
 * @throws AuthError `configuration` where there is no keychain, it is locked, or it does not answer.
 */
export async function askKeychain(request: KeychainRequest): Promise<string | undefined> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true })
  let timer = setTimeout(() => child.kill('SIGKILL'), connectMs)
  try {
    // It may have ended before it read.
    child.stdin.on('error', () => {})
    child.stdin.end(JSON.stringify(request))
    for await (const line of createInterface({ input: child.stdout })) {
      const answer = JSON.parse(line) as KeychainAnswer
      if (answer.kind === 'done') return answer.value ?? undefined
      if (answer.kind === 'failed') throw answer.isInstalled ? refused(answer.reason) : absent(answer.reason)
      clearTimeout(timer)
      timer = setTimeout(() => child.kill('SIGKILL'), unlockMs)
    }
    throw refused('it did not answer in time')
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
}

function refused(reason: string): AuthError {
  return new AuthError('configuration', {
    message: `The keychain of the system is locked or cannot be used: ${reason}.`,
    hint: 'Unlock it (on Linux: start gnome-keyring or KWallet in this session, and unlock it), or use no keychain: leave --keychain and LOOKER_AUTH_KEYCHAIN out, and tokens are in files of mode 0600.',
  })
}

function absent(reason: string): AuthError {
  return new AuthError('configuration', {
    message:
      'The keychain cannot be used: the package @napi-rs/keyring is not installed, or has no build for this platform.',
    hint: 'Install it beside this command (npm install -g looker-auth @napi-rs/keyring), or leave --keychain and LOOKER_AUTH_KEYCHAIN out.',
    cause: new Error(reason),
  })
}
