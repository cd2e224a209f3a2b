import { connect } from 'node:net'

/** A request as a client puts it on the wire: the lines of its head, in their order and case, and its body. */
export interface RawRequest {
  readonly lines: readonly string[]
  readonly body?: string
}

export interface RawAnswer {
  readonly status: number
  readonly body: string
}

const END_OF_HEAD = '\r\n\r\n'

/** The answer, once all of it has arrived. */
function readAnswer(received: string): RawAnswer | undefined {
  const end = received.indexOf(END_OF_HEAD)
  if (end < 0) return undefined
  const head = received.slice(0, end)
  const body = received.slice(end + END_OF_HEAD.length)
  const [, length = '0'] = /^content-length: (\d+)$/im.exec(head) ?? []
  if (/^transfer-encoding:/im.test(head)) throw new Error(`The answer has no length: ${head}`)
  if (Buffer.byteLength(body) < Number(length)) return undefined
  return { status: Number(head.split(' ')[1]), body }
}

/** Sends the bytes of a request over a connection of its own. Clients keep the connection open, so the answer's length ends it. */
export function sendRaw(url: string, { lines, body = '' }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), hostname, () =>
      socket.write(lines.join('\r\n') + END_OF_HEAD + body),
    )
    socket.setEncoding('utf8')
    socket.on('data', data => {
      received += data
      try {
        const answer = readAnswer(received)
        if (answer === undefined) return
        resolve(answer)
      } catch (error) {
        reject(error)
      }
      socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`The connection was closed after: ${received}`)))
  })
}
