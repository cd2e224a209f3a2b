import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AuthError } from '@looker-auth/node'
import { formatProfiles, type Profile, type Profiles, parseProfiles } from './profile.js'

/** A profile, and its name. */
export interface NamedProfile {
  readonly name: string
  readonly profile: Profile
}

/** The file of profiles, in the platform's folder for configuration. */
export async function profileFile(): Promise<string> {
  const { default: envPaths } = await import('env-paths')
  return join(envPaths('looker-auth', { suffix: '' }).config, 'profiles.json')
}

/** @throws AuthError `configuration` for a file that cannot be read. */
export async function readProfiles(): Promise<Profiles> {
  const file = await profileFile()
  try {
    return parseProfiles(await readFile(file, 'utf8'), file)
  } catch (error) {
    if (AuthError.is(error)) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { profiles: {} }
    throw new AuthError('configuration', {
      message: `The file of profiles ${file} cannot be read (${code}).`,
      hint: 'Correct its mode and owner, or remove it.',
    })
  }
}

/** Replaces the file, for its owner only. A process that is ended meanwhile leaves the old one. */
export async function writeProfiles(profiles: Profiles): Promise<void> {
  const { default: writeFileAtomic } = await import('write-file-atomic')
  const file = await profileFile()
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFileAtomic(file, formatProfiles(profiles), { mode: 0o600 })
}

/**
 * The profile of that name.
 *
 * @throws AuthError `configuration` that lists those there are.
 */
export function profileNamed({ profiles }: Profiles, name: string): NamedProfile {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (profile !== undefined) return { name, profile }
  const names = Object.keys(profiles)
  throw new AuthError('configuration', {
    message: `There is no profile ${name}.`,
    hint:
      names.length === 0
        ? `Add it: looker-auth profile add ${name} --base-url https://your-instance.looker.com`
        : `Choose one of ${names.join(', ')}, or add it: looker-auth profile add ${name}`,
  })
}

/** Puts the profile under its name. */
export function withProfile(profiles: Profiles, { name, profile }: NamedProfile, use: boolean): Profiles {
  return {
    active: use ? name : profiles.active,
    profiles: { ...profiles.profiles, [name]: profile },
  }
}
