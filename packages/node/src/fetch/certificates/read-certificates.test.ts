import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuthError } from '@looker-auth/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { inspectAll } from '../../../test/inspect-all.js'
import { selfSigned } from '../../../test/servers.js'
import { readCertificates } from './read-certificates.js'

const { cert, key } = await selfSigned()
const { cert: other } = await selfSigned()
const pem = cert.trim()
const der = new X509Certificate(cert).raw
const utf16 = Buffer.from(`\ufeff${pem}`, 'utf16le')

/** The certificates that a setting gives, by their fingerprints. */
function fingerprints(read: string): string[] {
  return read
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .filter(text => text !== '')
    .map(text => new X509Certificate(text).fingerprint256)
}

const expected = fingerprints(`${pem}\n`)
const both = [...expected, ...fingerprints(`${other.trim()}\n`)]

function fileWith(content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'looker-auth-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'ca.pem')
  writeFileSync(path, content)
  return path
}

function refusal(ca: string): AuthError {
  try {
    readCertificates(ca, 'option ca')
  } catch (error) {
    if (AuthError.is(error)) return error
    throw error
  }
  throw new Error('it was not refused')
}

const texts: readonly (readonly [string, string])[] = [
  ['with literal \\n', pem.replaceAll('\n', '\\n')],
  ['with literal \\r\\n', pem.replaceAll('\n', '\\r\\n')],
  ['with literal \\n, escaped twice', pem.replaceAll('\n', '\\\\n')],
  ['with spaces for line ends', pem.replaceAll('\n', ' ')],
  ['without line ends', pem.replaceAll('\n', '')],
  ['with carriage returns', pem.replaceAll('\n', '\r')],
  ['indented', pem.replace(/^/gm, '    ')],
  ['in quotes', `"${pem}"`],
  ['as base64 of the PEM', Buffer.from(pem).toString('base64')],
  ['as base64 of the PEM, in lines', Buffer.from(pem).toString('base64').replace(/.{64}/g, '$&\n')],
  ['as base64 of the DER, without the lines around it', der.toString('base64')],
  ['with the label X509 CERTIFICATE', pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
  ['with four dashes', pem.replaceAll('-----', '----')],
  ['with blanks inside the dashes', pem.replace(/-----(.*)-----/g, '----- $1 -----')],
  ['with small letters', pem.replace(/-----.*-----/g, line => line.toLowerCase())],
  ['percent-encoded', encodeURIComponent(pem)],
  ['percent-encoded as a form does', encodeURIComponent(pem).replaceAll('%20', '+')],
  ['as JSON with escaped slashes', JSON.stringify(pem).replaceAll('/', '\\/')],
  ['as base64 of the PEM, in quotes', `"${Buffer.from(pem).toString('base64')}"`],
  [
    'as base64 of the PEM, in lines with literal \\n',
    Buffer.from(pem).toString('base64').replace(/.{64}/g, '$&\\n'),
  ],
  ['as base64 for addresses of the DER', der.toString('base64url')],
  ['as base64 of base64 of the PEM', Buffer.from(Buffer.from(pem).toString('base64')).toString('base64')],
  ['as a data: address', `data:application/x-pem-file;base64,${Buffer.from(pem).toString('base64')}`],
]

describe('the setting `ca`', () => {
  test.each(texts)('is read as text %s', (_, text) => {
    expect(fingerprints(readCertificates(text, 'option ca'))).toEqual(expected)
  })

  test.each<readonly [string, string | Uint8Array]>([
    ...texts,
    ['in DER', der],
    ['in DER with a line end after it', Buffer.concat([der, Buffer.from('\r\n')])],
    ['in UTF-16', utf16],
    ['in UTF-16 of the other byte order', Buffer.from(utf16).swap16()],
    ['in UTF-16 without a byte order mark', Buffer.from(pem, 'utf16le')],
    ['in UTF-8 with a byte order mark', `\ufeff${pem}`],
  ])('is read from a file %s', (_, content) => {
    expect(fingerprints(readCertificates(fileWith(content), 'option ca'))).toEqual(expected)
  })

  test('is read whole: a bundle with comments, in whatever line ends', () => {
    for (const bundle of [`# ours\n${pem}\n\n# theirs\n${other}`, `${pem}${other}`.replaceAll('\n', '\\n')])
      expect(fingerprints(readCertificates(bundle, 'option ca'))).toEqual(both)
  })

  test('is read whole: DER after DER', () => {
    const path = fileWith(Buffer.concat([der, new X509Certificate(other).raw]))
    expect(fingerprints(readCertificates(path, 'option ca'))).toEqual(both)
  })

  test('leaves out a private key beside the certificate', () => {
    const read = readCertificates(`${key}\n${pem}`, 'option ca')
    expect(fingerprints(read)).toEqual(expected)
    expect(read).not.toContain('PRIVATE')
  })

  test('is read by the function that the settings were given, as text', () => {
    for (const content of [pem, utf16.toString('utf8')])
      expect(fingerprints(readCertificates('/ca.pem', 'option ca', () => content))).toEqual(expected)
  })

  test('is a path below the home folder where it begins with ~/', () => {
    let asked = ''
    readCertificates('~/ca.pem', 'option ca', path => {
      asked = path
      return pem
    })
    expect(asked).toBe(join(homedir(), 'ca.pem'))
  })

  test('names the certificate of a bundle that is broken, and its line', () => {
    const broken = other.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA')
    const lines = pem.split('\n').length
    expect(refusal(`${pem}\n${broken}\n${pem}`).message).toContain(
      `certificate 2 of 3 (line ${lines + 1}) cannot be read`,
    )
    const cut = other.slice(0, 200)
    expect(refusal(`${pem}\n${cut}\n${pem}`).message).toContain(
      `certificate 2 of 3 (line ${lines + 1}) is cut off`,
    )
    expect(refusal(`${pem}\n${pem.replace('\n', '\n*')}`).message).toContain('certificate 2 of 2')
  })

  test('names the certificate of a bundle that has no BEGIN line', () => {
    const headless = other.replace('-----BEGIN CERTIFICATE-----\n', '')
    const { length } = other.trim().split('\n')
    const lines = pem.split('\n').length
    expect(refusal(`${pem}\n${headless.trim()}\n${pem}`).message).toContain(
      `certificate 2 of 3 (line ${lines + length - 1}) has no BEGIN line`,
    )
    expect(refusal(`${headless.trim()}\n${pem}`).message).toContain('certificate 1 of 2')
    expect(refusal(headless).message).toContain('its certificate has no BEGIN line')
  })

  const pemOf = (label: string) => `-----BEGIN ${label}-----\nY2FuYXJ5\n-----END ${label}-----\n`
  test.each<readonly [string, string | Uint8Array]>([
    ['is empty', ' \n'],
    ['holds a private key and no certificate', key],
    ['holds a private key and no certificate', pemOf('ENCRYPTED PRIVATE KEY')],
    ['holds a certificate request and no certificate', pemOf('CERTIFICATE REQUEST')],
    ['is a PKCS #7 bundle', pemOf('PKCS7')],
    ['holds no certificate but a block "PUBLIC KEY"', pemOf('PUBLIC KEY')],
    ['is binary, and is no certificate in DER form', Buffer.from([0x30, 0x82, 0, 3, 1, 2, 3])],
    ['is binary, and is no certificate in DER form', der.subarray(0, 300)],
    [
      'is binary, and is no certificate in DER form',
      Buffer.concat([Buffer.from('feedfeed00000002', 'hex'), Buffer.from('canary')]),
    ],
    ['is binary, and is no certificate in DER form', Buffer.from('1f8b0800000000000003', 'hex')],
    ['is a web page', '<!doctype html><title>canary</title>'],
    ['holds no certificate', 'canary'],
  ])('says what it is that is no certificate: it %s', (what, content) => {
    const error = refusal(fileWith(content))
    expect(error.code).toBe('configuration')
    expect(error.message).toContain(what)
    expect(error.hint).not.toBe('')
    expect(inspectAll(error)).not.toMatch(/canary|Y2FuYXJ5/)
  })
})
