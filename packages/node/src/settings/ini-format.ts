import { type IniEntry, type IniSection, iniSections, sameName } from './ini-sections.js'
import { isSettingKey } from './setting-keys.js'

/** Why a text is no looker.ini: the rest of a sentence that begins with its path, and the next step. */
export interface OtherFormat {
  readonly what: string
  readonly hint: string
}

const form = 'looker.ini has a section [Looker] with lines such as base_url=https://me.looker.com'

/** What the text is in place of a looker.ini; undefined for a looker.ini. */
export function otherFormat(text: string): OtherFormat | undefined {
  return otherEncoding(text) ?? otherSyntax(text)
}

/** The text was read as UTF-8: of UTF-16, a byte order mark became two U+FFFD, and each ASCII character has a NUL beside it. */
function otherEncoding(text: string): OtherFormat | undefined {
  if (/^(\ufffd\ufffd|[^\0]\0[^\0]|\0[^\0]\0)/.test(text))
    return { what: 'is UTF-16, not UTF-8', hint: 'Save the file as UTF-8.' }
  if (text.includes('\0')) return { what: 'holds binary data', hint: `Write a text file: ${form}.` }
  return undefined
}

function otherSyntax(text: string): OtherFormat | undefined {
  if (/^\s*(\{|\[\s*[{"[])/.test(text)) return { what: 'holds JSON', hint: `Write it as ini: ${form}.` }
  const sections = iniSections(text)
  const [first, ...named] = sections
  const entries = first?.entries ?? []
  const [variable] = sections.flatMap(variablesOf)
  if (variable !== undefined) {
    return {
      what: `looks like a .env file: line ${variable.line} sets an environment variable`,
      hint: `Set the variables in the environment (node --env-file=...), or write the file as ini: ${form}.`,
    }
  }
  if (named.length > 0 || isBlank(text)) return undefined
  if (text.startsWith('---') || (entries.length > 0 && entries.every(({ value }) => value === undefined)))
    return { what: 'looks like YAML', hint: `Write it as ini: ${form}.` }
  if (entries.some(({ name }) => isSettingKey(name))) return undefined
  return { what: 'has no section, and no line that sets a setting', hint: `Check its format: ${form}.` }
}

/** `export X=...`, or `LOOKERSDK_BASE_URL=...` with any prefix where there is no base_url: beside one it may be the application's own key. */
function variablesOf({ entries }: IniSection): readonly IniEntry[] {
  const hasBaseUrl = entries.some(({ name }) => sameName(name, 'base_url'))
  const prefix = hasBaseUrl ? 'LOOKERSDK' : '[A-Z][A-Z0-9_]*'
  const variable = new RegExp(`^(export\\s.*|${prefix}_(BASE_URL|CLIENT_ID|CLIENT_SECRET))$`)
  return entries.filter(({ name }) => variable.test(name))
}

function isBlank(text: string): boolean {
  return text.split(/[\r\n]/).every(line => /^\s*($|[;#])/.test(line))
}
