import { PassThrough, pipeline, type Readable, type Transform } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { coded, refused } from '../failure.js'

/** As browsers and curl do: an answer cut off before the checksum is still read. */
const lenient = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }

const decoders: ReadonlyMap<string, (body: Readable) => Readable> = new Map([
  ['gzip', body => through(body, createGunzip(lenient))],
  ['x-gzip', body => through(body, createGunzip(lenient))],
  ['br', body => through(body, createBrotliDecompress())],
  ['deflate', inflate],
])

/** Each one costs a decoder; servers use one. Node's own fetch has the same bound. */
const mostCodings = 5

/**
 * The body without its Content-Encoding; as it came where that is unknown. An error in any part ends the result.
 *
 * @param contentEncoding The header's value: codings in the order in which they were applied.
 * @throws TypeError for more than five codings.
 */
export function decode(body: Readable, contentEncoding: string): Readable {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map(coding => coding.trim())
    .filter(coding => coding !== '' && coding !== 'identity')
  if (codings.length > mostCodings) {
    const reason = `the answer has ${codings.length} content codings, and ${mostCodings} is the most`
    throw refused(reason, coded('ERR_CONTENT_ENCODING', reason))
  }
  if (!codings.every(coding => decoders.has(coding))) return body
  return codings.reduceRight((rest, coding) => decoders.get(coding)?.(rest) ?? rest, body)
}

function through(body: Readable, decoder: Transform): Readable {
  return pipeline(body, decoder, () => {})
}

/** The standard wants a zlib header here; some servers leave it out. */
function inflate(body: Readable): Readable {
  const inflated = new PassThrough()
  const fail = (error: Error): void => {
    inflated.destroy(error)
  }
  body.once('error', fail)
  body.once('readable', () => {
    body.off('error', fail)
    const first: Buffer | null = body.read(1)
    if (first !== null) body.unshift(first)
    const hasHeader = first === null || ((first[0] ?? 0) & 0x0f) === 0x08
    pipeline(body, hasHeader ? createInflate(lenient) : createInflateRaw(lenient), inflated, () => {})
  })
  return inflated
}
