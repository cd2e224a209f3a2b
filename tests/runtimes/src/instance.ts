import type { Fetch } from '@looker-auth/core'
import { createEmulator, type Fault } from '@looker-auth/emulator'

/** A Looker instance that a case can talk to and break. */
export interface Instance {
  readonly baseUrl: string
  readonly fetch: Fetch
  /** Breaks it until it is mended. */
  fault(fault: Fault): Promise<void>
  mend(): Promise<void>
}

/** The emulator's handler on the runtime itself, a new one for each case. */
export function inProcess(): Instance {
  const emulator = createEmulator()
  return {
    baseUrl: 'https://looker.test',
    fetch: (input, init) => emulator.fetch(input, init),
    fault: async fault => void emulator.faults.add({ times: 'always', ...fault }),
    mend: async () => emulator.faults.clear(),
  }
}

/** The emulator as a server elsewhere, through the runtime's own fetch. */
export function overHttp(baseUrl: string): Instance {
  const control = async (init: RequestInit) => {
    const answer = await globalThis.fetch(`${baseUrl}/__emulator/faults`, init)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`the emulator refused the fault: ${text}`)
  }
  const headers = { 'content-type': 'application/json' }
  return {
    baseUrl,
    fetch: (input, init) => globalThis.fetch(input, init),
    // Always, because a runtime may send a request again by itself when a kept connection is dropped.
    fault: fault => control({ method: 'POST', headers, body: JSON.stringify({ times: 'always', ...fault }) }),
    mend: () => control({ method: 'DELETE' }),
  }
}
