import { text } from 'node:stream/consumers'
import type { KeychainAnswer, KeychainRequest } from './keychain-request.js'

/** The name of this command's entries in the keychain. */
const service = 'looker-auth'

function answer(line: KeychainAnswer): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

async function perform(request: KeychainRequest): Promise<string | null> {
  const { AsyncEntry } = await import('@napi-rs/keyring')
  isInstalled = true
  // Without this, Linux falls back to the kernel's keyring, which forgets the key at the next start.
  const entry = new AsyncEntry(service, request.name, { linux: { store: 'secret-service' as never } })
  answer({ kind: 'connected' })
  if (request.action === 'read') return entry.getPassword()
  if (request.action === 'write') await entry.setPassword(request.value)
  else await entry.deletePassword()
  return null
}

let isInstalled = false
try {
  answer({ kind: 'done', value: await perform(JSON.parse(await text(process.stdin))) })
} catch (error) {
  answer({ kind: 'failed', isInstalled, reason: error instanceof Error ? error.message : String(error) })
}
