import { stripVTControlCharacters } from 'node:util'

/** Shows what was sent and answered without its secrets. One mask serves one run, so that each token keeps its number. */
export interface Mask {
  /** From now on, no text shows this secret or token. */
  hide(secret: string): void
  /** `authorization: token #2` instead of the token; it is hidden from now on. */
  header(name: string, value: string): string
  /** A path with query, or a form body. */
  text(text: string): string
  /** Any text on one line, without what a terminal would obey and without what is hidden. */
  line(text: string): string
}

const secretFields = /\b(client_secret|access_token|refresh_token|code|code_verifier)=[^&]*/g
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu
// Shorter ones would be found in every other word.
const shortestHidden = 4
/** So much of the start of a secret is hidden also where the rest is missing. */
const telling = 16

export function createMask(): Mask {
  const tokens = new Map<string, number>()
  const hidden = new Map<string, RegExp>()
  const numberOf = (token: string) => {
    const number = tokens.get(token) ?? tokens.size + 1
    tokens.set(token, number)
    return number
  }
  const hide = (secret: string) => {
    if (secret.length >= shortestHidden && !hidden.has(secret)) hidden.set(secret, patternOf(secret))
  }
  const line = (text: string) => {
    const plain = stripVTControlCharacters(text).replace(unseen, ' ')
    const longestFirst = [...hidden].sort(([a], [b]) => b.length - a.length)
    return longestFirst.reduce((shown, [, pattern]) => shown.replace(pattern, '***'), plain)
  }
  return {
    hide,
    header(name, value) {
      if (name.toLowerCase() !== 'authorization') return line(`${name}: ${value}`)
      const [scheme = '', token = ''] = value.split(' ')
      hide(token)
      return `${name}: ${line(scheme)} #${numberOf(token)}`
    },
    text: text => line(text.replace(secretFields, '$1=***')),
    line,
  }
}

/** Finds a secret, or one that is cut short, as it is, percent- or form-encoded in whole or in part, escaped as in JSON or HTML. */
function patternOf(secret: string): RegExp {
  const forms = [...secret].map(character => {
    const written = [character, JSON.stringify(character).slice(1, -1), ...(htmlNames[character] ?? [])]
    if (character === ' ') written.push('+')
    const code = character.codePointAt(0) ?? 0
    const encoded = [...new TextEncoder().encode(character)].map(byte => `%${hexOf(byte)}`).join('')
    const escaped = [`&#0*${code};`, `&#[xX]0*${hexOf(code)};`, `\\\\u0*${hexOf(code)}`]
    return `(?:${[...written.map(literal), encoded, ...escaped].join('|')})`
  })
  const start = forms.slice(0, telling).join('')
  const rest = forms.slice(telling).reduceRight((after, form) => `(?:${form}${after})?`, '')
  return new RegExp(start + rest, 'gu')
}

const htmlNames: Readonly<Record<string, readonly string[]>> = {
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  '"': ['&quot;'],
  "'": ['&apos;'],
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function hexOf(value: number): string {
  const hex = value.toString(16).padStart(2, '0')
  return hex.replace(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`)
}
