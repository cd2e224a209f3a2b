import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished, vi } from 'vitest'
import { boundMs } from '../../../vitest.extents.ts'
import { bin, type Place } from './command-line.js'

/** The command on a pseudo-terminal, which the program `script` makes. */
export interface OnTerminal {
  /** All that the terminal shows, and what was typed where it is echoed. */
  shown(): string
  /** Waits until the terminal shows the text. */
  until(text: string): Promise<void>
  type(keys: string): void
  readonly exitCode: Promise<number>
}

export function startOnTerminal(place: Place, args: readonly string[]): OnTerminal {
  const command = [process.execPath, bin, ...args].join(' ')
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: place.home,
    env: { ...place.env, SHELL: '/bin/sh' },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let text = ''
  child.stdout.on('data', chunk => {
    text += chunk
  })
  return {
    shown: () => text,
    until: part => vi.waitUntil(() => text.includes(part), { timeout: boundMs(30_000) }).then(() => {}),
    type: keys => void child.stdin.write(keys),
    exitCode: once(child, 'close').then(([code]) => code as number),
  }
}
