import type { Clock } from '../runtime/clock.js'
import { answer, refused, unavailable } from './answers.js'
import { ApplicationFailure, callApplication } from './application-call.js'
import { RequestsAtOnce } from './bounds/requests-at-once.js'
import { allowOrigin, preflightAnswer } from './cross-origin.js'
import type { EndpointNames } from './endpoint-names.js'
import type { PageCheck } from './page-check.js'
import { Refusal } from './refusal.js'
import { type EndpointRefusal, RefusalReports } from './refusal-reports.js'
import { tell } from './tell.js'

/** What an endpoint for pages is made of. */
export interface PageEndpointParts<Application, Owner, Began> {
  readonly names: EndpointNames
  readonly clock: Clock
  readonly methods: readonly string[]
  readonly check: (request: Request) => PageCheck
  /** The application's function that says who sent the request. */
  readonly userFor: (
    request: Request,
  ) => Application | null | undefined | Promise<Application | null | undefined>
  readonly requestsAtOnce: number | undefined
  readonly onError: ((error: unknown) => void) | undefined
  readonly onRefusal: ((refusal: EndpointRefusal) => void) | undefined
  /** Called when a request begins, before it is known whose it is. */
  readonly begin: () => Began
  /** Names whose requests are bounded together. */
  readonly nameOf: (owner: Owner) => string
  readonly ownerOf: (application: Application, request: Request) => Owner | Promise<Owner>
  /** @param again Asks the application once more whose request it is, also where the page went away; undefined where no user is signed in. */
  readonly serve: (
    request: Request,
    owner: Owner,
    began: Began,
    again: () => Promise<Owner | undefined>,
  ) => Promise<Response>
}

/**
 * What every endpoint for pages does around its own work: it checks the page, asks the application whose request it is, bounds the
 * requests at once, and turns what is thrown into an answer.
 */
export function pageHandler<Application, Owner, Began>(
  parts: PageEndpointParts<Application, Owner, Began>,
): (request: Request) => Promise<Response> {
  const { names, clock, methods, userFor, onError } = parts
  const atOnce = new RequestsAtOnce(parts.requestsAtOnce ?? 1000, names)
  const reports = new RefusalReports(clock, refusal => tell(parts.onRefusal, refusal))

  const serve = async (request: Request): Promise<Response> => {
    const began = parts.begin()
    const ask = async (signal?: AbortSignal): Promise<Owner | undefined> => {
      const call = { option: names.userOption, creator: names.creator, ...(signal && { signal }) }
      const application = await callApplication(call, () => userFor(request), clock)
      return application === null || application === undefined
        ? undefined
        : parts.ownerOf(application, request)
    }
    const owner = await ask(request.signal)
    if (owner === undefined) throw nobody()
    return atOnce.runFor(parts.nameOf(owner), () => parts.serve(request, owner, began, () => ask()))
  }

  return async request => {
    const { crossOrigin, refusal } = parts.check(request)
    const respond = async (): Promise<Response> => {
      if (refusal !== undefined) throw refusal
      if (request.method === 'OPTIONS' && crossOrigin !== undefined) return preflightAnswer(request, methods)
      if (!methods.includes(request.method)) return answer(405, undefined, { allow: methods.join(', ') })
      return atOnce.run(() => serve(request))
    }
    const response = await respond().catch(error => {
      if (error instanceof Refusal) {
        reports.add(error)
        return refused(error)
      }
      const isOwn = error instanceof ApplicationFailure
      // A page that went away is no failure.
      if (!(request.signal?.aborted && error === request.signal.reason))
        tell(onError, isOwn ? error.thrown : error)
      return unavailable(error, names)
    })
    if (crossOrigin !== undefined && refusal === undefined) allowOrigin(response, crossOrigin)
    return response
  }
}

function nobody(): Refusal {
  return new Refusal('sign_in_required', {
    message: 'No user is signed in to the application.',
    hint: 'Sign in to the application, then ask again.',
  })
}
