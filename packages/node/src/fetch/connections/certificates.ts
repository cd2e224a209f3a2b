import { readFileSync } from 'node:fs'
import { AuthError } from '@looker-auth/core'
import { nodeCrypto } from '../../loading/node-crypto.js'

const begin = '-----BEGIN CERTIFICATE-----'
const end = '-----END CERTIFICATE-----'

/** What can be shown: another text may be a certificate, or a secret, pasted in the wrong form. */
const certificatePath = /^[\w .:@~/\\-]{1,200}\.(pem|crt|cer|cert)$/i

/**
 * The certificates of a `ca` setting, as PEM text; a private key beside them is left behind.
 *
 * @param ca PEM text, or the path of a file that holds it.
 * @param where What to call the setting in an error.
 * @throws AuthError `configuration` where there is no file, or no certificate in it.
 */
export function readCertificates(ca: string, where: string, readFile = readTextFile): string {
  const isText = ca.includes('-----BEGIN')
  const text = isText ? ca : read(ca, where, readFile)
  const source = isText ? where : `${where}, ${ca}`
  const found = pemCertificates(text)
  if (found.length === 0) throw unusable(source, 'holds no certificate')
  for (const pem of found) {
    if (!parses(pem)) throw unusable(source, 'holds a certificate that cannot be read')
  }
  return found.map(pem => `${pem}\n`).join('')
}

/** Each from its first line to its last. */
function pemCertificates(text: string): string[] {
  return text
    .split(end)
    .slice(0, -1)
    .flatMap(part => (part.includes(begin) ? [`${part.slice(part.indexOf(begin))}${end}`] : []))
}

function read(path: string, where: string, readFile: (path: string) => string): string {
  try {
    return readFile(path)
  } catch (error) {
    const { code } = error as { code?: unknown }
    const source = certificatePath.test(path) ? `${where}, ${path}` : where
    throw unusable(source, `cannot be read (${typeof code === 'string' ? code : 'error'})`)
  }
}

function parses(pem: string): boolean {
  const { X509Certificate } = nodeCrypto()
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}

function unusable(source: string, what: string): AuthError {
  return new AuthError('configuration', {
    message: `The certificate authority (${source}) ${what}.`,
    hint: 'Give PEM text (-----BEGIN CERTIFICATE-----) or the path of a file that holds it.',
  })
}

/** Reads a text file whole. */
export function readTextFile(path: string): string {
  return readFileSync(path, 'utf8')
}
