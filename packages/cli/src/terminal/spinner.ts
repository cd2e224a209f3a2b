import type { Io } from './io.js'

/** Shows on a terminal that a wait is under way; elsewhere nothing. */
export async function spin<T>(io: Io, text: string, work: () => Promise<T>): Promise<T> {
  if (!io.stderr.isTTY) return work()
  const { default: yoctoSpinner } = await import('yocto-spinner')
  const spinner = yoctoSpinner({ text, stream: io.stderr }).start()
  try {
    return await work()
  } finally {
    spinner.stop()
  }
}
