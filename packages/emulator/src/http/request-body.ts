export type BodyRead = { readonly kind: 'read'; readonly text: string } | { readonly kind: 'too_large' }

/** Reads a body up to a bound and no further. Rejects when the client goes away in the middle. */
export async function readBody(request: Request, maxBytes: number): Promise<BodyRead> {
  if (request.method === 'GET' || request.method === 'HEAD') return { kind: 'read', text: '' }
  const announced = request.headers.get('content-length')
  if (announced !== null) {
    if (Number(announced) > maxBytes) return { kind: 'too_large' }
    return { kind: 'read', text: await request.text() }
  }
  const { body } = request
  if (!body) return { kind: 'read', text: '' }
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let length = 0
  let text = ''
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    length += chunk.value.byteLength
    if (length > maxBytes) {
      // Not awaited: a client that is still sending must get its answer now.
      reader.cancel().catch(() => {})
      return { kind: 'too_large' }
    }
    text += decoder.decode(chunk.value, { stream: true })
  }
  return { kind: 'read', text: text + decoder.decode() }
}

/** The media type of a Content-Type header, without parameters, in lower case. */
export const mediaType = (contentType: string | null | undefined): string =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** The fields of a form body; none when the body is no form. A body without a type counts as a form. */
export function formOf(contentType: string | undefined, text: string): URLSearchParams {
  const type = mediaType(contentType)
  return new URLSearchParams(type === 'application/x-www-form-urlencoded' || type === '' ? text : '')
}

/** The value of a JSON body; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
