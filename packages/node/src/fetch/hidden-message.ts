import { EventEmitter } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { NodeFetchResponse } from 'cross-fetch'

/** What is used of Node's own message. */
export type Message = Pick<
  IncomingMessage,
  | 'statusCode'
  | 'statusMessage'
  | 'rawHeaders'
  | 'readableEnded'
  | 'complete'
  | 'destroyed'
  | 'once'
  | 'resume'
  | 'destroy'
>

/** A message with its request: undefined once both are over. */
export interface HiddenMessage {
  readonly message: Message
  readonly request: ClientRequest | undefined
}

/**
 * Node's message behind node-fetch's answer, for a request that was made without the agent. node-fetch pipes the message into the
 * body that it shows. When the body emits `close`, the pipe ends and names its source. An answer that has ended has no pipe.
 */
export function hiddenMessage(answer: NodeFetchResponse): HiddenMessage {
  const { body } = answer
  let source: MessageOfRequest | undefined
  body.once('unpipe', from => {
    source = from as MessageOfRequest
  })
  body.emit('close')
  if (source === undefined) return { message: endedMessage(answer), request: undefined }
  source.pipe(body)
  return { message: source, request: source.req }
}

/** As clients have it: Node's types leave the request out. */
type MessageOfRequest = IncomingMessage & { readonly req: ClientRequest }

function endedMessage({ status, statusText, headers }: NodeFetchResponse): Message {
  const fields = Object.entries(headers.raw())
  const events = new EventEmitter()
  return {
    statusCode: status,
    statusMessage: statusText,
    rawHeaders: fields.flatMap(([name, values]) => values.flatMap(value => [name, value])),
    readableEnded: true,
    complete: true,
    destroyed: false,
    once: events.once.bind(events) as unknown as Message['once'],
    resume() {
      return this as IncomingMessage
    },
    destroy() {
      return this as IncomingMessage
    },
  }
}
