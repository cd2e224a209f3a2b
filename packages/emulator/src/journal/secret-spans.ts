/** Where in a text something secret stands: from `start` up to `end`, without it. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type FindSecrets = (text: string) => Span[]

/** Shorter secrets count only where they stand alone: they would be found in every other word. */
const SHORTEST_INSIDE_A_WORD = 4

/**
 * Finds known secrets inside a text: as they are, percent-encoded in whole or in part, form-encoded, escaped as in JSON,
 * and as the UTF-8 bytes that a header shows.
 */
export function createSecretFinder(secrets: readonly string[]): FindSecrets {
  const patterns = secrets.filter(secret => secret !== '').map(patternOf)
  return text =>
    patterns.flatMap(pattern =>
      [...text.matchAll(pattern)].map(match => ({ start: match.index, end: match.index + match[0].length })),
    )
}

/** Replaces the spans; those that overlap are replaced as one. */
export function replaceSpans(text: string, spans: readonly Span[], by: (hidden: string) => string): string {
  let shown = ''
  let end = 0
  for (const span of merged(spans)) {
    shown += text.slice(end, span.start) + by(text.slice(span.start, span.end))
    end = span.end
  }
  return shown + text.slice(end)
}

function merged(spans: readonly Span[]): Span[] {
  const apart: Span[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = apart.at(-1)
    if (last === undefined || span.start >= last.end) apart.push(span)
    else apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
  }
  return apart
}

function patternOf(secret: string): RegExp {
  const source = [...secret].map(character => `(?:${[...formsOf(character)].join('|')})`).join('')
  const bounded = `(?<![A-Za-z0-9])${source}(?![A-Za-z0-9])`
  return new RegExp(secret.length < SHORTEST_INSIDE_A_WORD ? bounded : source, 'gu')
}

/** The ways to write one character, as parts of a pattern. */
function formsOf(character: string): Set<string> {
  const bytes = new TextEncoder().encode(character)
  const forms = new Set([
    character,
    String.fromCharCode(...bytes),
    JSON.stringify(character).slice(1, -1),
    ...(character === ' ' ? ['+'] : []),
    // A form's reader takes a plus that was not encoded for a blank, and a URL's a backslash for a slash.
    ...(character === '+' ? [' '] : []),
    ...(character === '\\' ? ['/'] : []),
  ])
  return new Set([...[...forms].map(literal), [...bytes].map(encodedByte).join('')])
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function encodedByte(byte: number): string {
  const hex = byte.toString(16).padStart(2, '0')
  return `%${hex.replace(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`)}`
}
