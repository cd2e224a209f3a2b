/** The Random seam: the only source of chance. `randomContract` in `@looker-auth/core/testing` says what is relied on. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded), for jitter and draws. It need not be secret. */
  fraction(): number
  /** `length` unpredictable bytes, for ids. */
  bytes(length: number): Uint8Array
}

/** The platform's own randomness. */
export function systemRandom(): Random {
  return { fraction: () => Math.random(), bytes: length => crypto.getRandomValues(new Uint8Array(length)) }
}
