import { type BodyStream, bytesStream } from './body-stream.js'
import { asResponse, FetchedResponse, type Origin, type ResponseFields } from './fetched-response.js'

/**
 * A `Response` whose body is here already. `text`, `json` and `arrayBuffer` read it straight away; the stream that the
 * platform would make for it, which costs as much as the request itself, is made only for those who ask for it.
 */
export class BufferedResponse extends FetchedResponse {
  #bytes: Uint8Array | undefined
  #failed: { readonly reason: unknown } | undefined
  #opened: { readonly response: Response; readonly stream: BodyStream } | undefined
  readonly #onRead: () => void

  /** @param onRead Called when nothing can fail the body any more. */
  constructor(bytes: Uint8Array, fields: ResponseFields, origin: Origin, onRead: () => void) {
    super(null, fields, origin)
    this.#bytes = bytes
    this.#onRead = onRead
  }

  /** Fails a body that is not read yet: its reader gets the reason itself. */
  fail(reason: unknown): void {
    if (this.#opened !== undefined) this.#opened.stream.fail(reason)
    else if (this.#bytes !== undefined) this.#failed = { reason }
  }

  get body(): Response['body'] {
    return this.#open().body
  }

  get bodyUsed(): boolean {
    return this.#opened?.response.bodyUsed ?? this.#bytes === undefined
  }

  override async text(): Promise<string> {
    return this.#opened?.response.text() ?? new TextDecoder().decode(this.#take())
  }

  override async json(): Promise<unknown> {
    return this.#opened?.response.json() ?? JSON.parse(new TextDecoder().decode(this.#take()))
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#opened?.response.arrayBuffer() ?? new Uint8Array(this.#take()).buffer
  }

  override clone(): Response {
    const copy = this.#open().clone()
    const { status, statusText, headers, url, redirected } = this
    return asResponse(new FetchedResponse(copy.body, { status, statusText, headers }, { url, redirected }))
  }

  #take(): Uint8Array {
    if (this.#failed !== undefined) throw this.#failed.reason
    const bytes = this.#bytes
    if (bytes === undefined) throw new TypeError('Body is unusable: Body has already been read')
    this.#bytes = undefined
    this.#onRead()
    return bytes
  }

  /** The platform's own form of it, in the state that this one is in. */
  #open(): Response {
    if (this.#opened !== undefined) return this.#opened.response
    const bytes = this.#bytes
    const stream = bytesStream(bytes ?? new Uint8Array(), this.#onRead)
    const response = new Response(stream.stream, { headers: this.headers })
    this.#opened = { response, stream }
    this.#bytes = undefined
    if (this.#failed !== undefined) stream.fail(this.#failed.reason)
    else if (bytes === undefined) void response.body?.cancel()
    return response
  }

  static {
    // blob, formData and whatever else this version of the platform has for reading.
    for (const name of Object.getOwnPropertyNames(Response.prototype)) {
      const { value } = Object.getOwnPropertyDescriptor(Response.prototype, name) ?? {}
      if (typeof value !== 'function' || Object.hasOwn(BufferedResponse.prototype, name)) continue
      Object.defineProperty(BufferedResponse.prototype, name, {
        value(this: BufferedResponse, ...args: unknown[]) {
          return value.apply(this.#open(), args)
        },
        configurable: true,
        writable: true,
      })
    }
  }
}
