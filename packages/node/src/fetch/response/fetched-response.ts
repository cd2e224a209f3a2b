/** What the classes here override or use, in a form whose properties TypeScript lets accessors stand in for. */
interface Overridable extends Pick<Response, 'status' | 'statusText' | 'headers'> {
  text(): Promise<string>
  json(): Promise<unknown>
  arrayBuffer(): Promise<ArrayBuffer>
  clone(): Response
}

const WebResponse = Response as unknown as new (
  ...args: ConstructorParameters<typeof Response>
) => Overridable

/** What the constructor takes beside the body. */
export type ResponseFields = NonNullable<ConstructorParameters<typeof Response>[1]>

/** Where an answer came from. */
export interface Origin {
  readonly url: string
  readonly redirected: boolean
}

/** A standard `Response` that also knows where it came from, which the platform's constructor does not take. */
export class FetchedResponse extends WebResponse {
  readonly #origin: Origin

  constructor(body: ReadableStream | null, fields: ResponseFields, origin: Origin) {
    super(body, fields)
    this.#origin = origin
  }

  get url(): string {
    return this.#origin.url
  }

  get redirected(): boolean {
    return this.#origin.redirected
  }

  get type(): 'basic' {
    return 'basic'
  }

  override clone(): Response {
    const copy = super.clone()
    return asResponse(new FetchedResponse(copy.body, copy, { url: this.url, redirected: this.redirected }))
  }
}

/** The same object by its standard type. */
export function asResponse(response: FetchedResponse): Response {
  return response as unknown as Response
}
