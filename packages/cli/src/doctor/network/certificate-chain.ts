import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'

/** A certificate as a person looks at it. */
export interface ShownCertificate {
  readonly subject: string
  readonly issuer: string
  readonly validFromMs: number
  readonly validToMs: number
  /** The host names that it is for, as the certificate writes them. */
  readonly names: string
  readonly isSelfSigned: boolean
}

/** A longer chain is cut: servers may send what they like. */
const mostCertificates = 10

/** The chain, from the server's own certificate to the root, as far as it is known. */
export function chainOf(socket: TLSSocket): readonly ShownCertificate[] {
  const chain: ShownCertificate[] = []
  const seen = new Set<string>()
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  while (certificate?.raw !== undefined && chain.length < mostCertificates) {
    if (seen.has(certificate.fingerprint256)) break
    seen.add(certificate.fingerprint256)
    chain.push(shown(certificate))
    certificate = certificate.issuerCertificate
  }
  return chain
}

function shown({ subject, issuer, valid_from, valid_to, subjectaltname = '' }: DetailedPeerCertificate) {
  const [own, other] = [nameOf(subject), nameOf(issuer)]
  return {
    subject: own,
    issuer: other,
    validFromMs: Date.parse(valid_from),
    validToMs: Date.parse(valid_to),
    names: subjectaltname.replaceAll(/(DNS|IP Address):/g, ''),
    isSelfSigned: JSON.stringify(subject) === JSON.stringify(issuer),
  }
}

const longestName = 100

function nameOf(name: object | undefined): string {
  const { CN, OU, O } = (name ?? {}) as Record<string, string | string[] | undefined>
  return [CN ?? O ?? OU ?? 'no name'].flat().join(', ').slice(0, longestName)
}

/** Certificate 1: CN, issued by ..., valid from ... to ... */
export function describeCertificate(certificate: ShownCertificate, index: number): string {
  const { subject, issuer, validFromMs, validToMs, isSelfSigned } = certificate
  const by = isSelfSigned ? 'self-signed' : `issued by ${issuer}`
  return `Certificate ${index + 1}: ${subject}, ${by}, valid from ${day(validFromMs)} to ${day(validToMs)}.`
}

/** 2026-11-29 */
export function day(ms: number): string {
  return Number.isNaN(ms) ? 'an unknown day' : new Date(ms).toISOString().slice(0, 10)
}
