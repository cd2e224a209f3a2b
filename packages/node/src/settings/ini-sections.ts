import ini from 'ini'

/** The keys of one section, in lower case, and their values. */
export type IniSection = ReadonlyMap<string, string>

/**
 * Reads looker.ini's text: sections by name, in their order; keys before the first section under the empty name.
 *
 * A value may be quoted (`"..."` or `'...'`). In one that is not, `;` and `#` begin a comment only after white space: a
 * secret may contain them. `\;`, `\#`, and in double quotes `\"` and `\\`, stand for the character itself. Of a line
 * `key: value` there is an empty `key:`, so that whoever wants that key can say what is wrong.
 */
export function iniSections(text: string): ReadonlyMap<string, IniSection> {
  const names: string[] = []
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/)
  const parsed: Record<string, unknown> = ini.parse(lines.map(line => plainLine(line, names)).join('\n'))
  const sections = new Map<string, IniSection>()
  const loose = section(parsed)
  if (loose.size > 0) sections.set('', loose)
  for (const [index, name] of names.entries()) sections.set(name, section(parsed[alias(index)]))
  return sections
}

function section(content: unknown): IniSection {
  const entries = Object.entries(content ?? {}).filter(
    ([, value]) => typeof value !== 'object' || value === null,
  )
  return new Map(entries.map(([key, value]) => [key.toLowerCase(), String(value)]))
}

/** The library would nest a section at a dot, and lose the order of the others. */
function alias(index: number): string {
  return `section${index}`
}

/** A line as the library reads it without loss: it would cut a secret at `#`. */
function plainLine(line: string, names: string[]): string {
  const text = line.trim()
  if (text === '' || /^[;#]/.test(text)) return ''
  const [, name] = /^\[([^\]]*)\]/.exec(text) ?? []
  if (name !== undefined) {
    if (!names.includes(name.trim())) names.push(name.trim())
    return `[${alias(names.indexOf(name.trim()))}]`
  }
  const [, misspelt] = /^(\w+)\s*:/.exec(text) ?? []
  if (misspelt !== undefined) return `${misspelt}:=`
  const [, key, value] = /^([^=]+)=(.*)$/.exec(text) ?? []
  return key === undefined || value === undefined ? '' : `${key.trim()}=${JSON.stringify(plainValue(value))}`
}

function plainValue(text: string): string {
  const [, quote, quoted] = /^\s*(["'])(.*?)\1\s*(?:[;#].*)?$/.exec(text) ?? []
  if (quoted !== undefined) return quote === '"' ? quoted.replace(/\\(["\\])/g, '$1') : quoted
  return text
    .replace(/\s[;#].*$/, '')
    .trim()
    .replace(/\\([;#])/g, '$1')
}
