/** The ASN.1 sequences, one after the other, that the bytes are, as certificates in DER are; undefined for any other bytes. */
export function splitDer(bytes: Uint8Array): Uint8Array[] | undefined {
  const found: Uint8Array[] = []
  let rest = bytes
  while (rest.length > 0 && !(found.length > 0 && rest.every(byte => lineEnds.has(byte)))) {
    const length = lengthOfDer(rest)
    if (length === undefined || length > rest.length) return undefined
    found.push(rest.subarray(0, length))
    rest = rest.subarray(length)
  }
  return found.length === 0 ? undefined : found
}

/** An editor or `echo` adds them. */
const lineEnds: ReadonlySet<number> = new Set([0x0a, 0x0d])

/** How long the ASN.1 sequence says that it is, with what says it. */
function lengthOfDer(bytes: Uint8Array): number | undefined {
  const [tag, size = 0] = bytes
  const sizeBytes = size - 0x80
  if (tag !== 0x30 || sizeBytes < 1 || sizeBytes > 3) return undefined
  return 2 + sizeBytes + bytes.subarray(2, 2 + sizeBytes).reduce((sum, byte) => sum * 256 + byte, 0)
}
