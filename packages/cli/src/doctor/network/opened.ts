import { once } from 'node:events'
import type { Socket } from 'node:net'

/** The socket, when it has emitted the event; it is destroyed where it fails or the signal aborts. */
export async function opened<S extends Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> {
  try {
    await once(socket, event, { signal })
    // What happens to it later shows where it is read.
    socket.on('error', () => {})
    return socket
  } catch (error) {
    socket.on('error', () => {}).destroy()
    throw error
  }
}

/** The promise, or the signal's reason if that aborts first: for what cannot be aborted. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
