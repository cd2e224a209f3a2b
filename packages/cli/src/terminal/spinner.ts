import type { Io } from './io.js'
import { styleOf } from './style.js'

/** The spinner always writes a colour; this one is none. Its types leave it out. */
const noColor = 'reset' as 'cyan'

/** Shows on a terminal that a wait is under way; elsewhere nothing. */
export async function spin<T>(io: Io, text: string, work: () => Promise<T>): Promise<T> {
  if (!io.stderr.isTTY) return work()
  const { default: yoctoSpinner } = await import('yocto-spinner')
  const { isColorSupported } = styleOf(io.stderr, io.env, io.color)
  const color = isColorSupported ? 'cyan' : noColor
  const spinner = yoctoSpinner({ text, stream: io.stderr, color, handleSignals: false }).start()
  try {
    return await work()
  } finally {
    spinner.stop()
  }
}
