import { nodeCrypto } from '../loading/node-crypto.js'

/** What a file of ours holds. */
export interface FileContent {
  readonly value: string
  readonly keepUntilMs: number
}

const format = 1

/** SHA-256 in hexadecimal. */
export function sha256(text: string): string {
  return nodeCrypto().createHash('sha256').update(text).digest('hex')
}

/** The text of a file: a line with its format and checksum, then the content and whose it is. */
export function encodeText(name: string, { value, keepUntilMs }: FileContent): string {
  const body = `${JSON.stringify({ name, keepUntilMs, value })}\n`
  return `looker-auth-file ${format} ${sha256(body)}\n${body}`
}

/** The content; undefined for a text that is not whole, was changed, is of another format or of another name. */
export function decodeText(name: string, text: string): FileContent | undefined {
  const end = text.indexOf('\n') + 1
  const body = text.slice(end)
  if (text.slice(0, end) !== `looker-auth-file ${format} ${sha256(body)}\n`) return undefined
  const content = parsed(body)
  if (!isContent(content) || content.name !== name) return undefined
  return { value: content.value, keepUntilMs: content.keepUntilMs }
}

/** The value of a JSON text; undefined for any other text. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isContent(content: unknown): content is FileContent & { readonly name: string } {
  if (typeof content !== 'object' || content === null) return false
  const { name, value, keepUntilMs } = content as Record<string, unknown>
  return typeof name === 'string' && typeof value === 'string' && typeof keepUntilMs === 'number'
}
