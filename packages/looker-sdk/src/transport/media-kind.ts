/** How the SDK hands an answer over: parsed or as text, as binary data, or as text because its type says nothing. */
export type MediaKind = 'text' | 'binary' | 'unknown'

const text =
  /^application\/.*\b(json|xml|sql|graphql|javascript|x-www-form-urlencoded)\b|^text\/|\+xml\b|;.*charset=/i
const binary = /^(image|audio|video|font|application|multipart)\//i

export function mediaKind(contentType: string): MediaKind {
  if (text.test(contentType)) return 'text'
  return binary.test(contentType) ? 'binary' : 'unknown'
}

export function isJson(contentType: string): boolean {
  return /^application\/.*\bjson\b/i.test(contentType)
}
