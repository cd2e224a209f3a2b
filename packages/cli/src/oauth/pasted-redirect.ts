import { createInterface } from 'node:readline'
import { type Io, tell } from '../terminal/io.js'
import type { IsAnswer, Redirect } from './redirect.js'

/** Addresses that the user pastes, because the browser is on another machine. */
export interface PastedRedirects {
  /** The first line that is the answer. */
  redirect(isAnswer: IsAnswer): Promise<Redirect>
  close(): void
}

/** Reads lines from the terminal; undefined where stdin is none. */
export function readPastedRedirects(io: Io): PastedRedirects | undefined {
  const { stdin } = io
  if (!stdin.isTTY) return undefined
  // Not as a terminal of its own: Ctrl-C then stays a signal.
  const lines = createInterface({ input: stdin, terminal: false })
  return {
    redirect: isAnswer =>
      new Promise(resolve => {
        lines.on('line', line => {
          const text = line.trim()
          if (text === '') return
          const address = URL.canParse(text) ? new URL(text) : undefined
          if (address !== undefined && isAnswer(address)) resolve({ address, show: async () => {} })
          else tell(io, 'This is not the answer to this sign-in. Paste the whole address, from http:// on.')
        })
      }),
    close: () => lines.close(),
  }
}
