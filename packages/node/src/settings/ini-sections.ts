import ini from 'ini'

/** The keys of one section, in lower case, and their values. */
export type IniSection = ReadonlyMap<string, string>

/**
 * Reads looker.ini's text: sections by name, in their order; keys before the first section under the empty name.
 *
 * A value may be quoted (`"..."` or `'...'`). In one that is not, `;` and `#` begin a comment only after white space: a
 * secret may contain them. `\;`, `\#`, and in double quotes `\"` and `\\`, stand for the character itself.
 */
export function iniSections(text: string): ReadonlyMap<string, IniSection> {
  const sections = new Map<string, IniSection>()
  const parsed: Record<string, unknown> = ini.parse(
    text
      .replace(/^\ufeff/, '')
      .split(/\r\n?|\n/)
      .map(plainLine)
      .join('\n'),
  )
  const loose = section(parsed)
  if (loose.size > 0) sections.set('', loose)
  for (const [name, content] of Object.entries(parsed)) {
    if (isSection(content)) sections.set(name, section(content))
  }
  return sections
}

function section(content: Record<string, unknown>): IniSection {
  const entries = Object.entries(content).filter(([, value]) => !isSection(value))
  return new Map(entries.map(([key, value]) => [key.toLowerCase(), String(value)]))
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A line as the library reads it without loss: it would cut a secret at `#`, and nest sections at a dot. */
function plainLine(line: string): string {
  const text = line.trim()
  if (text === '' || /^[;#]/.test(text)) return ''
  const [, name] = /^\[([^\]]*)\]/.exec(text) ?? []
  if (name !== undefined) return `[${name.trim().replaceAll('.', '\\.')}]`
  const [, key, value] = /^([^=]+)=(.*)$/.exec(text) ?? []
  return key === undefined || value === undefined
    ? ''
    : `${key.trim()}=${JSON.stringify(plainValue(value.trim()))}`
}

function plainValue(text: string): string {
  const [, quote, quoted] = /^(["'])(.*?)\1\s*(?:[;#].*)?$/.exec(text) ?? []
  if (quoted !== undefined) return quote === '"' ? quoted.replace(/\\(["\\])/g, '$1') : quoted
  return text
    .replace(/(^|\s)[;#].*$/, '')
    .trim()
    .replace(/\\([;#])/g, '$1')
}
