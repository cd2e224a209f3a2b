import { trimUnseen } from '@looker-auth/core'

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
  /** The numbers of lines in it that are neither an entry nor a comment. */
  readonly unreadable: readonly number[]
}

/** Section names and keys are compared in lower case: Python's configparser reads keys so. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/**
 * Reads looker.ini's text: sections in their order, duplicates among them. The first section has no name: it holds the
 * entries before any section.
 *
 * A value may be quoted (`"..."` or `'...'`). In one that is not, `;` and `#` begin a comment only after white space: a
 * secret may contain them. `\;`, `\#`, and in double quotes `\"` and `\\`, stand for the character itself.
 */
export function iniSections(text: string): readonly IniSection[] {
  let entries: IniEntry[] = []
  let unreadable: number[] = []
  const sections: IniSection[] = [{ name: '', line: 1, entries, unreadable }]
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const content = trimUnseen(raw)
    const line = index + 1
    if (content.startsWith('[')) {
      // Without its bracket a name would leave the keys below it to the section above.
      const end = content.indexOf(']')
      const name = content.slice(1, end < 0 ? undefined : end)
      const rest = end < 0 ? '' : content.slice(end + 1).trim()
      entries = []
      unreadable = rest === '' || /^[;#]/.test(rest) ? [] : [line]
      sections.push({ name: name.trim(), line, entries, unreadable })
    } else if (content !== '' && !/^[;#]/.test(content)) {
      const entry = entryOf(content, line)
      if (entry === undefined) unreadable.push(line)
      else entries.push(entry)
    }
  }
  return sections
}

function entryOf(content: string, line: number): IniEntry | undefined {
  const [, beforeColon] = /^([\w.-]+)\s*:/.exec(content) ?? []
  if (beforeColon !== undefined) return { name: beforeColon, value: undefined, line }
  const equals = content.indexOf('=')
  const name = trimUnseen(content.slice(0, Math.max(equals, 0))).replace(/^(["'])(.*)\1$/, '$2')
  return name === '' ? undefined : { name, value: plainValue(content.slice(equals + 1)), line }
}

function plainValue(text: string): string {
  const value = text.trim()
  const quoted = quotedValue(value)
  if (quoted !== undefined) return value.startsWith('"') ? quoted.replace(/\\(["\\])/g, '$1') : quoted
  // White space before the value is no part of it, but lets a comment begin.
  const comment = text.search(/\s[;#]/)
  const plain = comment < 0 ? value : text.slice(0, comment).trim()
  return plain.replace(/\\([;#])/g, '$1')
}

/** What stands between quotes, if nothing but a comment follows the second one; in linear time. */
function quotedValue(value: string): string | undefined {
  const quote = value.charAt(0)
  if (quote !== '"' && quote !== "'") return undefined
  for (let end = value.indexOf(quote, 1); end > 0; end = value.indexOf(quote, end + 1)) {
    let next = end + 1
    while (/\s/.test(value.charAt(next))) next++
    if (next === value.length || value[next] === ';' || value[next] === '#') return value.slice(1, end)
  }
  return undefined
}
