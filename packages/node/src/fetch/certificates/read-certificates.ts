import { readFileSync } from 'node:fs'
import { AuthError } from '@looker-auth/core'
import { expandHome } from '../../paths/expand-home.js'
import { isCertificateText, parseCertificates } from './certificate-text.js'

/** What can be shown: another text may be a certificate, or a secret, pasted in the wrong form. */
const certificatePath = /^[\w .:@~/\\-]{1,200}\.(pem|crt|cer|cert|der)$/i

/** Whether a `ca` setting has the form of a certificate file's path, which can be shown. */
export function looksLikeCertificatePath(ca: string): boolean {
  return certificatePath.test(ca)
}

/**
 * The certificates of a `ca` setting, as PEM text; a private key beside them is left out.
 *
 * @param ca Certificates (PEM, or base64 of PEM or DER), or the path of a file that holds them (DER too, in UTF-8 or UTF-16).
 * @param where What to call the setting in an error.
 * @throws AuthError `configuration` where there is no file, or no certificate in it. It says what the content is instead, and which
 * certificate of several cannot be read.
 */
export function readCertificates(
  ca: string,
  where: string,
  readFile: (path: string) => string | Uint8Array = path => readFileSync(path),
): string {
  const isText = isCertificateText(ca)
  const content = isText ? ca : read(ca, where, readFile)
  const { certificates, flaw } = parseCertificates(content)
  if (flaw !== undefined) throw unusable(isText ? where : placeOf(ca, where), flaw)
  return certificates.join('')
}

function read(
  path: string,
  where: string,
  readFile: (path: string) => string | Uint8Array,
): string | Uint8Array {
  try {
    return readFile(expandHome(path))
  } catch (error) {
    const { code } = error as { code?: unknown }
    throw unusable(placeOf(path, where), `cannot be read (${typeof code === 'string' ? code : 'error'})`)
  }
}

function placeOf(path: string, where: string): string {
  return looksLikeCertificatePath(path) ? `${where}, ${path}` : where
}

function unusable(source: string, what: string): AuthError {
  return new AuthError('configuration', {
    message: `The certificate authority (${source}) ${what}.`,
    hint: 'Give certificates as PEM text (-----BEGIN CERTIFICATE-----) or base64 of it, or the path of a file that holds them as PEM or DER.',
  })
}

/** Reads a text file whole. */
export function readTextFile(path: string): string {
  return readFileSync(path, 'utf8')
}
