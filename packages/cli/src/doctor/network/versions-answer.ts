/** What a server answered to the question for its API versions. */
export type VersionsAnswer =
  | { readonly kind: 'looker'; readonly release: string | undefined; readonly versions: readonly string[] }
  | { readonly kind: 'removed'; readonly message: string }
  | { readonly kind: 'html'; readonly status: number; readonly title: string | undefined }
  | { readonly kind: 'json'; readonly status: number; readonly what: string }
  | { readonly kind: 'redirect'; readonly status: number; readonly to: string | undefined }
  | { readonly kind: 'other'; readonly status: number; readonly contentType: string | undefined }

/** No answer of Looker's to this question comes near this; the rest of a longer one is not read. */
const mostCharacters = 200_000

/** Reads the answer, and what kind of server sends such a one. */
export async function readVersionsAnswer(response: Response): Promise<VersionsAnswer> {
  const { status, headers } = response
  if (status >= 300 && status < 400) {
    await response.body?.cancel()
    return { kind: 'redirect', status, to: bareAddress(headers.get('location'), response.url) }
  }
  const text = await startOf(response)
  const body = parsed(text)
  if (typeof body === 'object' && body !== null) return ofJson(status, body as Record<string, unknown>)
  const contentType = headers.get('content-type')?.split(';', 1)[0]?.trim() || undefined
  const isHtml = contentType?.includes('html') || /^\s*<(!doctype|html|head|body)\b/i.test(text)
  if (!isHtml) return { kind: 'other', status, contentType }
  const [, title] = /<title[^>]*>([^<]{1,200})/i.exec(text) ?? []
  return { kind: 'html', status, title: title?.trim() || undefined }
}

function ofJson(status: number, body: Record<string, unknown>): VersionsAnswer {
  const { supported_versions: offered, looker_release_version: release, message } = body
  if (Array.isArray(offered)) {
    const versions = offered.map(one => one?.version).filter(version => typeof version === 'string')
    return { kind: 'looker', release: typeof release === 'string' ? release : undefined, versions }
  }
  if (typeof message === 'string' && /^API 3\.x requests are prohibited/.test(message))
    return { kind: 'removed', message: message.slice(0, 200) }
  const keys = Object.keys(body).slice(0, 5)
  const what = Array.isArray(body) ? 'a list' : keys.length === 0 ? 'no keys' : `the keys ${keys.join(', ')}`
  return { kind: 'json', status, what: what.slice(0, 200) }
}

async function startOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (reader !== undefined && text.length < mostCharacters) {
    const { value, done } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  await reader?.cancel()
  return text
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Without query and fragment, where servers repeat what they were sent. */
function bareAddress(location: string | null, base: string): string | undefined {
  if (location === null || !URL.canParse(location, base)) return undefined
  const { origin, pathname } = new URL(location, base)
  return `${origin}${pathname}`.slice(0, 300)
}
