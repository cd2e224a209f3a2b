import { nodeCrypto } from '../../loading/node-crypto.js'

/** The certificates of a setting as PEM text, or what is wrong with it. */
export type CertificateReading =
  | { readonly certificates: readonly string[]; readonly flaw?: undefined }
  | { readonly certificates?: undefined; readonly flaw: string }

/** Whether a text is certificates itself, and not the path of a file that holds them. */
export function isCertificateText(text: string): boolean {
  return text.includes('-----BEGIN') || decodedBase64(text) !== undefined
}

/**
 * Reads certificates however they were written down: PEM with any line ends (also the two characters `\n`, or spaces), DER, base64 of
 * either, UTF-8 or UTF-16. What else stands between certificates is left out.
 */
export function parseCertificates(content: string | Uint8Array): CertificateReading {
  if (typeof content !== 'string' && isDer(content)) return ofDer(content)
  const text = plainText(content)
  const inside = text.includes('-----BEGIN') ? undefined : decodedBase64(text)
  if (inside !== undefined) return isDer(inside) ? ofDer(inside) : ofPem(plainText(inside))
  return text.includes('-----BEGIN') ? ofPem(text) : { flaw: whatElse(text) }
}

/** PEM is ASCII: without its zero bytes, and what a wrong decoding made of the byte order mark, UTF-16 reads as UTF-8. */
function plainText(content: string | Uint8Array): string {
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8')
  let plain = text.replace(/[\0\uFEFF\uFFFD]/g, '')
  // A line end that was escaped more than once.
  while (plain.includes('\\\\')) plain = plain.replaceAll('\\\\', '\\')
  return plain.replace(/\\r\\n|\\[rn]|\r\n?/g, '\n')
}

/** A block of PEM; without its end, if that is missing. */
interface Block {
  readonly label: string
  readonly body: string | undefined
  readonly line: number
}

function blocksOf(text: string): Block[] {
  let line = 1
  return text.split(/(?=-----BEGIN )/).flatMap(part => {
    const [, label = '', body] =
      /^-----BEGIN ([A-Z0-9# ]+)-----(?:([\s\S]*?)-----END \1-----)?/.exec(part) ?? []
    const block = { label, body, line }
    line += part.split('\n').length - 1
    return label === '' ? [] : [block]
  })
}

function ofPem(text: string): CertificateReading {
  const blocks = blocksOf(text)
  const found = blocks.filter(({ label }) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label))
  if (found.length === 0) return { flaw: whatBlock(blocks[0]?.label ?? '') }
  const certificates: string[] = []
  for (const [index, { body, line }] of found.entries()) {
    const which =
      found.length === 1 ? 'its certificate' : `certificate ${index + 1} of ${found.length} (line ${line})`
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

function ofDer(bytes: Uint8Array): CertificateReading {
  const pem = canonicalPem(bytes)
  if (pem !== undefined) return { certificates: [pem] }
  return {
    flaw: 'is binary, and is no certificate in DER form; perhaps it is PKCS #12 (.pfx, .p12) or PKCS #7 (.p7b)',
  }
}

function canonicalPem(der: Uint8Array): string | undefined {
  const { X509Certificate } = nodeCrypto()
  try {
    return new X509Certificate(der).toString()
  } catch {
    return undefined
  }
}

/** Whether the bytes are one ASN.1 sequence of the length that it says, as every certificate in DER is. */
function isDer(bytes: Uint8Array): boolean {
  const [tag, size = 0] = bytes
  const sizeBytes = size - 0x80
  if (tag !== 0x30 || sizeBytes < 1 || sizeBytes > 3) return false
  const length = bytes.subarray(2, 2 + sizeBytes).reduce((sum, byte) => sum * 256 + byte, 0)
  return bytes.length === 2 + sizeBytes + length
}

/** The bytes behind a base64 text of PEM or DER; undefined for any other text. */
function decodedBase64(text: string): Uint8Array | undefined {
  const base64 = text.replace(/\s/g, '')
  if (base64.length < 100 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  return isDer(bytes) || plainText(bytes).includes('-----BEGIN') ? bytes : undefined
}

function whatElse(text: string): string {
  if (text.trim() === '') return 'is empty'
  return /^\s*<(!doctype|html|\?xml)/i.test(text) ? 'is a web page' : 'holds no certificate'
}

function whatBlock(label: string): string {
  if (label.endsWith('PRIVATE KEY')) return 'holds a private key and no certificate'
  if (label.endsWith('CERTIFICATE REQUEST')) return 'holds a certificate request and no certificate'
  if (label.startsWith('PKCS') || label === 'CMS') return 'is a PKCS #7 bundle'
  return label === ''
    ? 'holds no certificate'
    : `holds no certificate but a block ${JSON.stringify(label.slice(0, 40))}`
}
