/** How the SDK hands an answer over: parsed or as text, as binary data, or as text because its type says nothing. */
export type MediaKind = 'text' | 'binary' | 'unknown'

const textFormats = /\b(json|xml|sql|graphql|javascript|x-www-form-urlencoded)\b/
const binary = /^(image|audio|video|font|application|multipart)\//

export function mediaKind(contentType: string): MediaKind {
  const type = contentType.toLowerCase()
  if (isText(type)) return 'text'
  return binary.test(type) ? 'binary' : 'unknown'
}

export function isJson(contentType: string): boolean {
  const type = contentType.toLowerCase()
  return type.startsWith('application/') && /\bjson\b/.test(type)
}

function isText(type: string): boolean {
  if (type.startsWith('text/') || /\+xml\b/.test(type)) return true
  if (type.startsWith('application/') && textFormats.test(type)) return true
  return type.indexOf('charset=') > type.indexOf(';') && type.includes(';')
}
