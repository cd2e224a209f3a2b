import { AuthError } from '@looker-auth/core'
import { otherFormat } from './ini-format.js'
import { type IniEntry, type IniSection, iniSections, sameName } from './ini-sections.js'
import { isSettingKey } from './setting-keys.js'

/** Which file, and which section of it. */
export interface IniChoice {
  /** Absolute. */
  readonly path: string
  /** Whether the file has to be there. */
  readonly required: boolean
  /** The section. Default `Looker`, else the only one. */
  readonly section: string | undefined
}

/** The section that was read, and what to call the place in an error. */
export interface IniPlace {
  /** By key in lower case; no key stands there twice. */
  readonly entries: ReadonlyMap<string, IniEntry>
  readonly where: string
  readonly exists: boolean
}

/**
 * Reads the section. A default file that is absent is an empty one; a file or section that was asked for by name must be there.
 * A file that leaves open which section, or which of two values, is meant is refused: a key must not reach another host.
 *
 * @throws AuthError `configuration`, with the numbers of the lines; it shows no value.
 */
export function readIni(
  { path, required, section }: IniChoice,
  readFile: (path: string) => string,
): IniPlace {
  const text = textOf(path, required, readFile)?.replace(/^\ufeff/, '')
  if (text === undefined)
    return { entries: new Map(), where: `${path} (there is no such file)`, exists: false }
  const other = otherFormat(text)
  if (other !== undefined) throw refuse(`The settings file ${path} ${other.what}.`, other.hint)
  const [loose, ...named] = iniSections(text)
  checkSections(path, loose, named)
  const chosen = named.length === 0 && section === undefined ? loose : choose(path, named, section)
  checkLines(path, [...(loose?.unreadable ?? []), ...(chosen?.unreadable ?? [])])
  return {
    entries: chosen === undefined ? new Map() : entriesOf(path, chosen),
    where: chosen === undefined || chosen === loose ? path : `${path}, section ${shown(chosen.name)}`,
    exists: true,
  }
}

function checkSections(path: string, loose: IniSection | undefined, named: readonly IniSection[]): void {
  const [before] = loose?.entries ?? []
  if (before !== undefined && named.length > 0) {
    throw refuse(
      `${path} has a key before its first section, in line ${before.line}.`,
      'Move it into the section that it belongs to.',
    )
  }
  const twice = firstTwice(named)
  if (twice !== undefined) {
    const [earlier, { name, line }] = twice
    throw refuse(
      `${path} has the section ${shown(name)} twice, in lines ${earlier.line} and ${line}.`,
      'Keep one of them, or give one another name, in more than upper and lower case, and choose it with the option section.',
    )
  }
  const defaults = named.find(({ name }) => name === 'DEFAULT')
  if (defaults === undefined) return
  throw refuse(
    `${path} has a section [DEFAULT] in line ${defaults.line}.`,
    "Move its keys into the sections that need them: only Python's configparser adds them to every section.",
  )
}

/** If the line of a section is damaged, the keys below it count for the section above. */
function checkLines(path: string, [unreadable]: readonly number[]): void {
  if (unreadable === undefined) return
  throw refuse(
    `${path} has a line that is no section, no key and no comment: line ${unreadable}.`,
    'Correct it: a section is [Name] on a line of its own, a key is name=value on one line, a comment begins with # or ;.',
  )
}

function choose(path: string, named: readonly IniSection[], asked: string | undefined): IniSection {
  const found = named.find(({ name }) => sameName(name, asked ?? 'Looker'))
  const [only, ...others] = named
  if (found !== undefined) return found
  if (asked === undefined && only !== undefined && others.length === 0) return only
  const list = named.map(({ name }) => shown(name)).join(', ')
  if (asked === undefined) {
    throw refuse(
      `${path} has no section [Looker], but ${list}.`,
      'Choose one with the option section, or name one [Looker].',
    )
  }
  throw refuse(
    `${path} has no section [${asked}], which the option section names.`,
    list === '' ? 'It has no section at all.' : `It has ${list}.`,
  )
}

function entriesOf(path: string, { entries }: IniSection): ReadonlyMap<string, IniEntry> {
  const twice = firstTwice(entries)
  if (twice === undefined) return new Map(entries.map(entry => [entry.name.toLowerCase(), entry]))
  const [{ line, name }, again] = twice
  // What stands before an equals sign may be a part of a secret.
  const called = isSettingKey(name) ? `the key ${name.toLowerCase()}` : 'a key'
  throw refuse(
    `${path} has ${called} twice, in lines ${line} and ${again.line}.`,
    'Keep one of them. Upper and lower case do not tell keys apart.',
  )
}

/** The first two of the same name. */
function firstTwice<T extends { readonly name: string }>(items: readonly T[]): [T, T] | undefined {
  const seen = new Map<string, T>()
  for (const item of items) {
    const name = item.name.toLowerCase()
    const earlier = seen.get(name)
    if (earlier !== undefined) return [earlier, item]
    seen.set(name, item)
  }
  return undefined
}

/** A line in brackets may be a part of another format, and hold a secret. */
function shown(name: string): string {
  return /^[\p{L}\p{N} ._:@/-]{0,64}$/u.test(name) ? `[${name}]` : '[...]'
}

function textOf(path: string, required: boolean, readFile: (path: string) => string): string | undefined {
  try {
    return readFile(path)
  } catch (error) {
    const code = String((error as { code?: unknown }).code)
    const absent = code === 'ENOENT' || code === 'ENOTDIR'
    if (absent && !required) return undefined
    throw refuse(
      `The settings file ${path} ${absent ? 'does not exist' : code === 'EISDIR' ? 'is a directory' : `cannot be read (${code})`}.`,
      'Correct the option iniPath or the file, or give the settings as options or in the environment.',
    )
  }
}

function refuse(message: string, hint: string): AuthError {
  return new AuthError('configuration', { message, hint })
}
