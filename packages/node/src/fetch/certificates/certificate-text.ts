import { nodeCrypto } from '../../loading/node-crypto.js'
import { splitDer } from './split-der.js'

/** The certificates of a setting as PEM text, or what is wrong with it. */
export type CertificateReading =
  | { readonly certificates: readonly string[]; readonly flaw?: undefined }
  | { readonly certificates?: undefined; readonly flaw: string }

/** Whether a text is certificates itself, and not the path of a file that holds them. */
export function isCertificateText(text: string): boolean {
  const plain = plainText(text)
  return hasBoundary(plain) || decodedBase64(plain) !== undefined
}

/**
 * Reads certificates however they were written down: PEM with any line ends (also the two characters `\n`, or spaces), percent-encoded or as JSON, DER,
 * base64 of either, UTF-8 or UTF-16. What else stands between certificates is left out.
 */
export function parseCertificates(content: string | Uint8Array): CertificateReading {
  const ders = typeof content === 'string' ? undefined : splitDer(content)
  if (ders !== undefined) return ofDer(ders)
  const text = plainText(content)
  if (hasBoundary(text)) return ofPem(text)
  const inside = decodedBase64(text)
  if (inside !== undefined) return parseCertificates(inside)
  return { flaw: whatElse(text, typeof content === 'string' ? undefined : content) }
}

/** PEM is ASCII: without its zero bytes, and what a wrong decoding made of the byte order mark, UTF-16 reads as UTF-8. */
function plainText(content: string | Uint8Array): string {
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8')
  let plain = unescaped(text.replace(/[\0\uFEFF\uFFFD]/g, ''))
  // A line end that was escaped more than once.
  while (plain.includes('\\\\')) plain = plain.replaceAll('\\\\', '\\')
  return plain
    .replace(/\\r\\n|\\[rn]|\r\n?/g, '\n')
    .replaceAll('\\/', '/')
    .replace(boundary, (_, word: string, label: string) => `-----${word} ${label.trim()}-----`.toUpperCase())
}

/** The line before or after a certificate, also with another number of dashes, in small letters, or with blanks inside the dashes. */
const boundary = /-{2,5}[ \t]*(BEGIN|END)[ \t]([A-Z0-9# \t]*)-{2,5}/gi

function hasBoundary(plain: string): boolean {
  return /-----(?:BEGIN|END) /.test(plain)
}

/** The text of a form or an address. */
function unescaped(text: string): string {
  if (!/-(BEGIN|END)(%20|\+)[A-Z]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** A block of PEM; without its body, if its first or last line is missing. */
interface Block {
  readonly label: string
  readonly body: string | undefined
  readonly line: number
  readonly lacks?: 'BEGIN' | 'END'
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let open: { readonly label: string; readonly from: number; readonly line: number } | undefined
  let line = 1
  let counted = 0
  const endUnfinished = (): void => {
    if (open !== undefined) blocks.push({ label: open.label, body: undefined, line: open.line, lacks: 'END' })
    open = undefined
  }
  for (const { 0: found, 1: word, 2: label = '', index } of text.matchAll(
    /-----(BEGIN|END) ([A-Z0-9# ]+)-----/g,
  )) {
    line += text.slice(counted, index).split('\n').length - 1
    counted = index
    if (word === 'BEGIN') {
      endUnfinished()
      open = { label, from: index + found.length, line }
    } else if (open === undefined) {
      blocks.push({ label, body: undefined, line, lacks: 'BEGIN' })
    } else if (open.label === label) {
      blocks.push({ label, body: text.slice(open.from, index), line: open.line })
      open = undefined
    }
  }
  endUnfinished()
  return blocks
}

function ofPem(text: string): CertificateReading {
  const blocks = blocksOf(text)
  const found = blocks.filter(({ label }) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label))
  if (found.length === 0) return { flaw: whatBlock(blocks[0]?.label ?? '') }
  const certificates: string[] = []
  for (const [index, { body, line, lacks }] of found.entries()) {
    const which =
      found.length === 1 ? 'its certificate' : `certificate ${index + 1} of ${found.length} (line ${line})`
    if (lacks === 'BEGIN') return { flaw: `cannot be used: ${which} has no BEGIN line` }
    if (body === undefined) return { flaw: `cannot be used: ${which} is cut off, it has no END line` }
    const base64 = body.replace(/\s/g, '')
    const pem = /^[A-Za-z0-9+/]+={0,2}$/.test(base64)
      ? canonicalPem(Buffer.from(base64, 'base64'))
      : undefined
    if (pem === undefined) return { flaw: `cannot be used: ${which} cannot be read, it was changed or cut` }
    certificates.push(pem)
  }
  return { certificates }
}

function ofDer(ders: readonly Uint8Array[]): CertificateReading {
  const certificates = ders.map(canonicalPem).filter(pem => pem !== undefined)
  return certificates.length === ders.length ? { certificates } : { flaw: binary }
}

const binary =
  'is binary, and is no certificate in DER form; perhaps it is PKCS #12 (.pfx, .p12), PKCS #7 (.p7b) or a key store of Java (.jks)'

function canonicalPem(der: Uint8Array): string | undefined {
  const { X509Certificate } = nodeCrypto()
  try {
    return new X509Certificate(der).toString()
  } catch {
    return undefined
  }
}

/** The bytes behind a base64 text of PEM or DER, or of base64 of these; undefined for any other text. */
function decodedBase64(text: string): Uint8Array | undefined {
  const base64 = text
    .replace(/^\s*["']?(?:data:[^,]{0,100};base64,)?|["'\s]/gi, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
  if (base64.length < 100 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  if (splitDer(bytes) !== undefined) return bytes
  const inside = plainText(bytes)
  return hasBoundary(inside) || decodedBase64(inside) !== undefined ? bytes : undefined
}

function whatElse(text: string, bytes: Uint8Array | undefined): string {
  if (text.trim() === '') return 'is empty'
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) return 'is a web page'
  return bytes?.some(isControl) ? binary : 'holds no certificate'
}

/** No text has it, but for the zeros of UTF-16. */
function isControl(byte: number): boolean {
  return (byte > 0 && byte < 0x09) || (byte > 0x0d && byte < 0x20)
}

function whatBlock(label: string): string {
  if (label.endsWith('PRIVATE KEY')) return 'holds a private key and no certificate'
  if (label.endsWith('CERTIFICATE REQUEST')) return 'holds a certificate request and no certificate'
  if (label.startsWith('PKCS') || label === 'CMS') return 'is a PKCS #7 bundle'
  return label === ''
    ? 'holds no certificate'
    : `holds no certificate but a block ${JSON.stringify(label.slice(0, 40))}`
}
