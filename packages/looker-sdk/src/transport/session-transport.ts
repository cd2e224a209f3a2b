import type {
  IApiSettings,
  IRawRequest,
  IRawResponse,
  ITransport,
  ITransportSettings,
  RawObserver,
  SDKResponse,
} from '@looker/sdk-rtl'
import type { Session, SessionConnection } from '@looker-auth/core'
import { failed, parseAnswer, type RequestNote, rawAnswer, rawFailure } from './answer.js'
import { type CallBounds, callBounds, unlessAborted } from './call-bounds.js'
import { CallbackError, RequestError, thrownFailure } from './failure.js'
import { isWorthAnotherTry, waitForNextTry, withoutNextTry } from './next-try.js'
import { Observers } from './observers.js'
import { encodeBody, refuseBodyOf } from './request-body.js'
import { requestUrl } from './request-url.js'

/** Says which application sends a request; Looker shows it in System Activity. */
const appIdHeader = 'x-looker-appid'

type Options = Partial<ITransportSettings>
/** What the SDK's methods give for a request: method, path, query parameters, body, authenticator, options. */
type RequestArguments = Parameters<ITransport['rawRequest']>

/** What the transport needs of its SDK object. */
export interface TransportHost {
  readonly settings: IApiSettings
  readonly connection: SessionConnection
  /** Whom a call that begins now runs as. */
  currentSession(): Session
}

/** A call, as it was when it began: whom it runs as does not change while it runs. */
interface Call {
  readonly request: IRawRequest
  readonly options: Options
  readonly url: string
  send(init: { readonly signal: AbortSignal }): Promise<Response>
}

/**
 * Sends the SDK's requests: those with an authenticator as the session, the others without a token through the same
 * connections.
 */
export class SessionTransport implements ITransport {
  readonly #host: TransportHost
  readonly #observers = new Observers()
  #verifySslReported = false

  constructor(host: TransportHost) {
    this.#host = host
  }

  get observer(): RawObserver | undefined {
    return this.#observers.current
  }

  set observer(observer: RawObserver | undefined) {
    this.#observers.current = observer
  }

  /** As `rawRequest()`, but without the observer. */
  async retry(request: IRawRequest): Promise<IRawResponse> {
    return this.#answer(request)
  }

  /** The answer as it came; never rejects: a call without an answer is one with `ok: false`. */
  async rawRequest(...given: RequestArguments): Promise<IRawResponse> {
    const { observer, end } = this.#observers.begin()
    try {
      const raw = await this.#answer(requestOf(given))
      return observer === undefined ? raw : observer(raw)
    } finally {
      end()
    }
  }

  /** The answer's value or error, as the SDK's methods give it; never rejects. */
  async request<TSuccess, TError>(...given: RequestArguments): Promise<SDKResponse<TSuccess, TError>> {
    try {
      const raw = await this.rawRequest(...given)
      return await parseAnswer(raw)
    } catch (error) {
      // Only the observer throws.
      return failed(thrownFailure(new CallbackError(error)))
    }
  }

  parseResponse<TSuccess, TError>(raw: IRawResponse): Promise<SDKResponse<TSuccess, TError>> {
    return parseAnswer(raw)
  }

  /**
   * Calls back with the answer while it arrives, whatever its status. The timeout runs until its headers are there, the
   * signal until the callback is done.
   *
   * @throws AuthError; the signal's reason; what `fetch` or the callback threw.
   */
  async stream<T>(callback: (response: Response) => Promise<T>, ...given: RequestArguments): Promise<T> {
    const call = this.#call(requestOf(given))
    const bounds = this.#bounds(call)
    try {
      const response = await unlessAborted(bounds.signal, call.send(bounds))
      bounds.endTimeout()
      return await unlessAborted(bounds.signal, callback(response))
    } finally {
      bounds.end()
    }
  }

  async #answer(request: IRawRequest): Promise<IRawResponse> {
    const { clock } = this.#host.connection
    const note: RequestNote = {
      method: request.method,
      url: request.path,
      requestStarted: clock.now(),
    }
    let bounds: CallBounds | undefined
    try {
      const call = this.#writtenCall(request)
      bounds = this.#bounds(call)
      return await this.#tries(call, { ...note, url: call.url }, bounds.signal)
    } catch (error) {
      return rawFailure(error, note, clock.now(), bounds?.signal)
    } finally {
      bounds?.end()
    }
  }

  async #tries(call: Call, note: RequestNote, signal: AbortSignal): Promise<IRawResponse> {
    const { clock } = this.#host.connection
    const { maxTries = 1, waitHandler } = call.options
    for (let attempt = 1; ; attempt++) {
      const requestStarted = clock.now()
      const read = async (): Promise<IRawResponse> => {
        const answered = await call.send({ signal })
        return rawAnswer(answered, { ...note, requestStarted }, clock.now())
      }
      // A fetch or a body of the caller's own may not listen to the signal.
      const response = await unlessAborted(signal, read())
      if (attempt >= maxTries || !isWorthAnotherTry(response)) return response
      const tried = { request: call.request, response, attempt }
      const next = await waitForNextTry(tried, waitHandler, signal, this.#host.connection)
      if (next.response !== 'retry') return withoutNextTry(response, next)
    }
  }

  #bounds({ options }: Call): CallBounds {
    const timeout = options.timeout ?? this.#host.settings.timeout
    return callBounds(this.#host.connection, timeout, options.signal)
  }

  #writtenCall(request: IRawRequest): Call {
    try {
      return this.#call(request)
    } catch (error) {
      throw new RequestError(error)
    }
  }

  /**
   * Reads the request, and whom it runs as.
   *
   * @throws what JSON, the encoding of addresses, or the check of the body threw.
   */
  #call(request: IRawRequest): Call {
    const { settings, connection } = this.#host
    const options: Options = { ...settings, ...request.options }
    this.#reportVerifySsl(options)
    const url = requestUrl(settings.base_url, request.path, request.queryParams)
    const agent = options.agentTag === undefined ? {} : { [appIdHeader]: options.agentTag }
    const given = { ...agent, ...settings.headers, ...request.options?.headers }
    const { body, headers } = encodeBody(request.body, given)
    refuseBodyOf(request.method, body)
    const init = { method: request.method, headers, ...(body !== undefined && { body }) }
    const session = request.authenticator === undefined ? undefined : this.#host.currentSession()
    return {
      request,
      options,
      url,
      // The call's own timeout covers the body too; the session's would end it sooner.
      send: ({ signal }) =>
        session === undefined
          ? connection.fetch(url, { ...init, signal })
          : session.fetch(relativeTo(session, url), { ...init, signal, timeoutMs: 0 }),
    }
  }

  #reportVerifySsl({ verify_ssl }: Options): void {
    if (verify_ssl === undefined || verify_ssl === this.#host.settings.verify_ssl) return
    if (this.#verifySslReported) return
    this.#verifySslReported = true
    this.#host.connection.report({
      type: 'setting_ignored',
      setting: 'verify_ssl',
      hint: 'The session decides about TLS for all its calls: give createSession() the option verifySsl, or better ca.',
    })
  }
}

function requestOf([method, path, queryParams, body, authenticator, options]: RequestArguments): IRawRequest {
  return {
    method,
    path,
    queryParams,
    body,
    ...(authenticator !== undefined && { authenticator }),
    ...(options !== undefined && { options }),
  }
}

/** The path alone, where it is below the session's own: the session then refuses segments "." and "..". */
function relativeTo({ baseUrl, apiVersion }: Session, url: string): string {
  const base = `${baseUrl}/api/${apiVersion}`
  return url.startsWith(`${base}/`) ? url.slice(base.length) : url
}
