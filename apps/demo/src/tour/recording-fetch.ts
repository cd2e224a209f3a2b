import type { Fetch } from '@looker-auth/node'
import type { Transcript } from './transcript'

/** A fetch that writes each request and its status to the transcript. */
export function recordingFetch(inner: Fetch, transcript: Transcript): Fetch {
  return async (input, init) => {
    const request = input instanceof Request ? input : undefined
    const startedMs = performance.now()
    let status: number | undefined
    try {
      const response = await inner(input, init)
      status = response.status
      return response
    } finally {
      transcript.exchange({
        method: init?.method ?? request?.method ?? 'GET',
        url: new URL(request?.url ?? String(input)),
        headers: new Headers(init?.headers ?? request?.headers),
        body: init?.body == null ? undefined : String(init.body),
        status,
        tookMs: performance.now() - startedMs,
      })
    }
  }
}
