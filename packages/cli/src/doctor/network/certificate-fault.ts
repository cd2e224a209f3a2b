import { day, type ShownCertificate } from './certificate-chain.js'

/** What is wrong with a chain. */
export interface CertificateFault {
  /** Names the certificate that fails, and why. */
  readonly line: string
  readonly next: string
}

/** What a chain was checked for. */
export interface CheckedChain {
  readonly chain: readonly ShownCertificate[]
  readonly host: string
  readonly nowMs: number
  /** Whether the setting ca says what is trusted. */
  readonly hasCa: boolean
}

type Explain = (checked: CheckedChain) => CertificateFault

function giveAuthority({ hasCa }: CheckedChain): string {
  if (hasCa)
    return 'Put the certificate authority of the server into the setting ca, which now has only others.'
  return 'Give the certificate authority of the server as a PEM file with the setting ca (LOOKERSDK_CA, or ca in looker.ini).'
}

const untrustedRoot: Explain = checked => ({
  line: `Certificate ${checked.chain.length} is self-signed, and this machine does not know it as an authority.`,
  next: `${giveAuthority(checked)} If the server should have a public certificate, something between here and Looker may have replaced it.`,
})

const unknownIssuer: Explain = checked => ({
  line: `Certificate ${checked.chain.length} is issued by ${checked.chain.at(-1)?.issuer}, which this machine does not know.`,
  next: `${giveAuthority(checked)} If it is a public authority, the server does not send its intermediate certificates: its administrator has to add them.`,
})

const wrongTime: Explain = ({ chain, nowMs }) => {
  const found = chain.findIndex(({ validFromMs, validToMs }) => nowMs < validFromMs || nowMs > validToMs)
  const { validFromMs = nowMs, validToMs = nowMs } = chain[found] ?? {}
  const which = found === -1 ? 'A certificate that the server does not send' : `Certificate ${found + 1}`
  const isOver = found === -1 || nowMs > validToMs
  const when = isOver ? `expired on ${day(validToMs)}` : `is valid only from ${day(validFromMs)}`
  return {
    line: `${which} ${found === -1 ? 'is not valid now' : when}. This machine's date is ${day(nowMs)}.`,
    next: "If this machine's date is right, have the certificate of the server renewed; else set the clock of this machine.",
  }
}

const otherHost: Explain = ({ chain, host }) => ({
  line: `Certificate 1 is for ${chain[0]?.names.slice(0, 300) || chain[0]?.subject}, not for ${host}.`,
  next: 'Write the host name of the certificate in base_url, or have a certificate made for this name.',
})

const faults: Readonly<Record<string, Explain>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: untrustedRoot,
  SELF_SIGNED_CERT_IN_CHAIN: untrustedRoot,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  CERT_UNTRUSTED: unknownIssuer,
  CERT_HAS_EXPIRED: wrongTime,
  CERT_NOT_YET_VALID: wrongTime,
  ERR_TLS_CERT_ALTNAME_INVALID: otherHost,
}

/** Explains why OpenSSL or Node does not trust a chain. */
export function certificateFault(code: string, checked: CheckedChain): CertificateFault {
  const explain = faults[code]
  if (explain !== undefined) return explain(checked)
  return {
    line: `The certificate is not trusted (${code}).`,
    next: 'Have the certificate of the server replaced by one that this machine trusts.',
  }
}
