/** A line `key=value`. */
export interface IniEntry {
  /** As it is written. */
  readonly name: string
  /** Undefined in a line `key: value`: looker.ini takes an equals sign. */
  readonly value: string | undefined
  /** Counts from 1. */
  readonly line: number
}

/** A section, and its entries in their order. */
export interface IniSection {
  /** As it is written; empty for what stands before the first section. */
  readonly name: string
  /** Counts from 1. */
  readonly line: number
  readonly entries: readonly IniEntry[]
}

/** Section names and keys are compared in lower case: Python's configparser reads keys so. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/**
 * Reads looker.ini's text: sections in their order, duplicates among them. The first section has no name: it holds the
 * entries before any section. A line that is neither a section nor an entry is passed over.
 *
 * A value may be quoted (`"..."` or `'...'`). In one that is not, `;` and `#` begin a comment only after white space: a
 * secret may contain them. `\;`, `\#`, and in double quotes `\"` and `\\`, stand for the character itself.
 */
export function iniSections(text: string): readonly IniSection[] {
  let entries: IniEntry[] = []
  const sections: IniSection[] = [{ name: '', line: 1, entries }]
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const content = raw.trim()
    const line = index + 1
    if (content.startsWith('[')) {
      // Without its bracket a name would leave the keys below it to the section above.
      const [name = ''] = content.slice(1).split(']', 1)
      entries = []
      sections.push({ name: name.trim(), line, entries })
    } else {
      const entry = entryOf(content, line)
      if (entry !== undefined) entries.push(entry)
    }
  }
  return sections
}

function entryOf(content: string, line: number): IniEntry | undefined {
  if (content.startsWith(';') || content.startsWith('#')) return undefined
  const [, beforeColon] = /^(\w+)\s*:/.exec(content) ?? []
  if (beforeColon !== undefined) return { name: beforeColon, value: undefined, line }
  const equals = content.indexOf('=')
  const name = content.slice(0, Math.max(equals, 0)).trim()
  return name === '' ? undefined : { name, value: plainValue(content.slice(equals + 1)), line }
}

function plainValue(text: string): string {
  const [, quote, quoted] = /^\s*(["'])(.*?)\1\s*(?:[;#].*)?$/.exec(text) ?? []
  if (quoted !== undefined) return quote === '"' ? quoted.replace(/\\(["\\])/g, '$1') : quoted
  return text
    .replace(/\s[;#].*$/, '')
    .trim()
    .replace(/\\([;#])/g, '$1')
}
