import type { RandomBytes } from '../seams/alphanumeric'

/** A short name for a token: the same for the same token, and of no use for finding it. */
export type Label = (token: string) => string

function mix(text: string, start: number, factor: number): number {
  let hash = start
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), factor)
    hash ^= hash >>> 15
  }
  return (Math.imul(hash ^ (hash >>> 13), 0x85ebca6b) ^ text.length) >>> 0
}

/**
 * Labels of 52 bits. A token has 238, so a label fits very many possible tokens and shows none of them. The platform's own digest is
 * asynchronous, which the journal cannot wait for.
 */
export function createLabel(random: RandomBytes): Label {
  let salt: Uint32Array | undefined
  return token => {
    // Drawn late: workerd gives no random bytes while a module is being loaded.
    salt ??= new Uint32Array(random(8).slice(0, 8).buffer)
    const [first = 0, second = 0] = salt
    const high = mix(token, first, 0x9e3779b1) & 0xfffff
    const low = mix(token, second, 0xc2b2ae35)
    return `token#${(high * 2 ** 32 + low).toString(36).padStart(11, '0')}`
  }
}
