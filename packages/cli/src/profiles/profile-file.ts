import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { AuthError, fileLock } from '@looker-auth/node'
import { formatProfiles, type Profile, type Profiles, parseProfiles } from './profile.js'

/** A profile, and its name. */
export interface NamedProfile {
  readonly name: string
  readonly profile: Profile
}

/**
 * The file of profiles, in the platform's folder for configuration.
 *
 * @throws AuthError `configuration` where the environment puts it below the working directory.
 */
export async function profileFile(): Promise<string> {
  const { default: envPaths } = await import('env-paths')
  const folder = envPaths('looker-auth', { suffix: '' }).config
  if (isAbsolute(folder)) return join(folder, 'profiles.json')
  throw new AuthError('configuration', {
    message: `The folder of the profiles would be ${folder}, somewhere below the working directory.`,
    hint: 'Set HOME and XDG_CONFIG_HOME (on Windows APPDATA) to absolute paths, or leave them unset.',
  })
}

/** @throws AuthError `configuration` for a file that cannot be read, or that holds a secret and can be read by other users. */
export async function readProfiles(): Promise<Profiles> {
  const file = await profileFile()
  try {
    const profiles = parseProfiles(await readFile(file, 'utf8'), file)
    if (holdsSecret(profiles)) await checkMode(file)
    return profiles
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

function holdsSecret({ profiles }: Profiles): boolean {
  return Object.values(profiles).some(({ clientSecret }) => clientSecret !== undefined)
}

async function checkMode(file: string): Promise<void> {
  const { mode } = await stat(file)
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  throw new AuthError('configuration', {
    message: `The file of profiles ${file} holds a secret, and can be read by other users.`,
    hint: `Run: chmod 600 ${file}`,
  })
}

/**
 * Changes the file, for its owner only. Several processes change it one after the other; one that is ended meanwhile leaves
 * the old file.
 *
 * @param change Gets the profiles as they are now.
 * @throws AuthError `configuration` for a file that cannot be read or written.
 */
export async function changeProfiles(change: (profiles: Profiles) => Profiles): Promise<void> {
  const file = await profileFile()
  let begun: Promise<void> | undefined
  const task = (): Promise<void> => {
    begun ??= readProfiles().then(profiles => write(file, formatProfiles(change(profiles))))
    return begun
  }
  // Without a folder for locks the change is made all the same.
  await fileLock().run(`profiles ${file}`, { waitMs: 10_000, holdMs: 10_000 }, task).catch(task)
}

async function write(file: string, text: string): Promise<void> {
  const { default: writeFileAtomic } = await import('write-file-atomic')
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFileAtomic(file, text, { mode: 0o600 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new AuthError('configuration', {
      message: `The file of profiles ${file} cannot be written (${code}).`,
      hint: 'Correct the mode and owner of its folder, or make room on the disk.',
    })
  }
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
        : `Choose one of ${names.join(', ')}, or add it: looker-auth profile add ${name} --base-url https://your-instance.looker.com`,
  })
}

/** Puts the profile under its name. */
export function withProfile(profiles: Profiles, { name, profile }: NamedProfile, use: boolean): Profiles {
  return {
    active: use ? name : profiles.active,
    profiles: { ...profiles.profiles, [name]: profile },
  }
}
