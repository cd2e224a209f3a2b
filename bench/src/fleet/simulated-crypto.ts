import { createHash } from 'node:crypto'

async function digest(_algorithm: 'SHA-256', bytes: Uint8Array): Promise<ArrayBufferLike> {
  return new Uint8Array(createHash('sha256').update(bytes).digest()).buffer
}

/**
 * Stands for `globalThis.crypto` in the bundle of the simulation: the platform's hashes on another thread, and ends at no moment of the
 * simulated clock.
 */
export const simulatedCrypto = { subtle: { digest } }
