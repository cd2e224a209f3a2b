import { AuthError } from '@looker-auth/core'
import { type IniSection, iniSections } from './ini-sections.js'

/** Which file, and which section of it. */
export interface IniChoice {
  /** Absolute. */
  readonly path: string
  /** Whether the file has to be there. */
  readonly required: boolean
  /** The section. Default `Looker`, else the first one. */
  readonly section: string | undefined
}

/** The section that was read, and what to call the place in an error. */
export interface IniPlace {
  readonly values: IniSection
  readonly where: string
}

const nothing: IniSection = new Map()

/**
 * Reads the section. A default file that is absent is an empty one; a file or section that was asked for by name must be there.
 *
 * @throws AuthError `configuration`.
 */
export function readIni(
  { path, required, section }: IniChoice,
  readFile: (path: string) => string,
): IniPlace {
  const text = textOf(path, required, readFile)
  if (text === undefined) return { values: nothing, where: `${path} (there is no such file)` }
  const sections = iniSections(text)
  const names = [...sections.keys()].filter(name => name !== '')
  if (section !== undefined && !sections.has(section)) {
    throw new AuthError('configuration', {
      message: `${path} has no section [${section}], which the option section names.`,
      hint:
        names.length === 0
          ? 'It has no section at all.'
          : `It has ${names.map(name => `[${name}]`).join(', ')}.`,
    })
  }
  const chosen = section ?? (sections.has('Looker') ? 'Looker' : (names[0] ?? ''))
  return {
    values: sections.get(chosen) ?? nothing,
    where: chosen === '' ? path : `${path}, section [${chosen}]`,
  }
}

function textOf(path: string, required: boolean, readFile: (path: string) => string): string | undefined {
  try {
    return readFile(path)
  } catch (error) {
    const code = String((error as { code?: unknown }).code)
    const absent = code === 'ENOENT' || code === 'ENOTDIR'
    if (absent && !required) return undefined
    throw new AuthError('configuration', {
      message: absent
        ? `The settings file ${path} does not exist.`
        : `The settings file ${path} cannot be read (${code}).`,
      hint: 'Correct the option iniPath or the file, or give the settings as options or in the environment.',
    })
  }
}
