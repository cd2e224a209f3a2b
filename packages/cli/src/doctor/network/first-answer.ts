import type { Socket } from 'node:net'

/** How a port answered a request in plain HTTP. */
export interface FirstAnswer {
  readonly isHttp: boolean
  /** 0 where it is no HTTP. */
  readonly status: number
}

/** Sends a plain HTTP request, without anything secret, and looks at the first bytes of the answer. */
export function firstAnswer(socket: Socket, host: string, signal: AbortSignal): Promise<FirstAnswer> {
  return new Promise(resolve => {
    let text = ''
    const finish = (): void => {
      signal.removeEventListener('abort', finish)
      socket.destroy()
      const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(text) ?? []
      resolve({ isHttp: status !== undefined, status: Number(status ?? 0) })
    }
    signal.addEventListener('abort', finish, { once: true })
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
      if (text.length >= 'HTTP/1.1 200'.length) finish()
    })
    socket.once('close', finish)
    socket.write(`GET /alive HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  })
}
