import { text } from 'node:stream/consumers'
import type { KeychainAnswer, KeychainRequest } from './keychain-request.js'

/** The name of this command's entries in the keychain. */
const service = 'looker-auth'

function answer(line: KeychainAnswer): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

async function perform({ AsyncEntry }: Keyring, request: KeychainRequest): Promise<string | null> {
  // Without this, Linux falls back to the kernel's keyring, which forgets the key at the next start.
  const entry = new AsyncEntry(service, request.name, { linux: { store: 'secret-service' as never } })
  answer({ kind: 'connected' })
  if (request.action === 'read') return entry.getPassword()
  if (request.action === 'write') await entry.setPassword(request.value)
  else await entry.deletePassword()
  return null
}

type Keyring = typeof import('@napi-rs/keyring')

async function main(): Promise<void> {
  const request: KeychainRequest = JSON.parse(await text(process.stdin))
  const keyring = await import('@napi-rs/keyring').catch(error => fail(error, false))
  if (keyring === undefined) return
  await perform(keyring, request).then(
    value => answer({ kind: 'done', value }),
    error => fail(error, true),
  )
}

function fail(error: unknown, isInstalled: boolean): undefined {
  answer({ kind: 'failed', isInstalled, reason: error instanceof Error ? error.message : String(error) })
}

void main()
