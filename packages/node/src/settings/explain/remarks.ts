import { trimUnseen } from '@looker-auth/core'
import { isCertificateText } from '../../fetch/certificates/certificate-text.js'
import { isKeyPart, type KeyPart, type SettingKey } from '../setting-keys.js'
import { usualLength } from './shown-value.js'

/**
 * What looks wrong in a value, a sentence each. It shows nothing of the value.
 *
 * @param raw As it stands in its place, with what is around it.
 */
export function remarksOn(key: SettingKey, raw: string): readonly string[] {
  const text = trimUnseen(raw)
  if (text === '' || (key === 'ca' && isCertificateText(text))) return []
  return [
    ...aroundText(raw, text),
    ...insideText(text),
    ...(isPlaceholder(text) ? ['It looks like a placeholder, not like a value.'] : []),
    ...(isKeyPart(key) ? lengthRemarks(key, text) : []),
    ...(key === 'base_url' ? addressRemarks(text) : []),
  ]
}

function aroundText(raw: string, text: string): string[] {
  if (raw === text) return []
  const start = raw.indexOf(text)
  const around = raw.slice(0, start) + raw.slice(start + text.length)
  return [
    ...(/[\r\n]/.test(around) ? ['There is a newline before or after the value.'] : []),
    ...(/[^\S\r\n]/.test(around) ? ['There is white space before or after the value.'] : []),
    ...(/\S/.test(around) ? ['There are control characters before or after the value.'] : []),
  ]
}

const insides: readonly (readonly [pattern: RegExp, remark: string])[] = [
  [/[\r\n]/, 'There is a newline inside the value.'],
  [/[^\S\r\n]/, 'There is white space inside the value.'],
  [/(?!\s)[\p{Cc}\p{Cf}]/u, 'There are control characters inside the value.'],
  [/["'`“”‘’]/, 'There are quotes in the value. They count as a part of it.'],
]

function insideText(text: string): string[] {
  return insides.filter(([pattern]) => pattern.test(text)).map(([, remark]) => remark)
}

const placeholders: readonly RegExp[] = [
  /^<[^>]*>$/,
  /^\[[^\]]*\]$/,
  /^\$?\{[^}]*\}+$/,
  /^\$\w+$/,
  /^%\w+%$/,
  /^(x{3,}|\.{3,}|…|\*{3,}|-{3,}|_{3,})$/i,
  /^(todo|tbd|placeholder|change[-_ ]?me|replace[-_ ]?me|secret|password|null|none|undefined)$/i,
  /^(looker_?)?(client_?id|client_?secret|base_?url)$/i,
  /(^|[^a-z])your[-_ .]?(own|looker|instance|company|organi[sz]ation|client|api|secret|key|id|host|domain|server)/i,
  /^https?:\/\/([^/]*\.)?example(\.(com|net|org))?([:/]|$)/i,
  /^https?:\/\/[^/]*[<>{}]/i,
]

/** Quotes around a placeholder do not make it a value. */
function isPlaceholder(text: string): boolean {
  const bare = text.replace(/^["'`]|["'`]$/g, '')
  return placeholders.some(pattern => pattern.test(bare))
}

function lengthRemarks(key: KeyPart, { length }: string): string[] {
  if (length === usualLength[key]) return []
  const other = key === 'client_id' ? 'client_secret' : 'client_id'
  const swapped = length === usualLength[other] ? `, as a ${other} usually has` : ''
  return [
    `The ${key} of an API key usually has ${usualLength[key]} characters. This one has ${length}${swapped}.`,
  ]
}

function addressRemarks(text: string): string[] {
  if (!URL.canParse(text)) return []
  const { pathname, port } = new URL(text)
  const isApi = /\/api(\/|$)/i.test(pathname)
  return [
    ...(isApi ? ['The address has /api in it, which is added to the base URL.'] : []),
    ...(!isApi && !/^\/*$/.test(pathname)
      ? ['The address has a path. The base URL of an instance usually has none.']
      : []),
    ...(port === '9999'
      ? ["The port 9999 is usually that of Looker's web pages. The API usually has the port 19999, or none."]
      : []),
  ]
}
