import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmInstall, pnpm } from './commands'

/** The repository's folder. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))

interface Manifest {
  readonly name: string
  readonly private?: boolean
}

/** Each package that is published: its name and folder. */
export const publishable = readdirSync(join(root, 'packages'))
  .map(name => join(root, 'packages', name))
  .filter(folder => existsSync(join(folder, 'package.json')))
  .map(folder => ({
    folder,
    ...(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest),
  }))
  .filter(manifest => !manifest.private)

/** A project with nothing but the packed packages installed, as a user would have it. */
export interface Project {
  readonly folder: string
}

/**
 * Packs every package and installs them with npm, each other's dependency included, from the tarballs.
 *
 * @param others Further packages of the registry, and their versions.
 *
 * Undefined where the registry cannot be reached, for the packages' own dependencies come from there; in CI that throws.
 */
export async function installedProject(
  others: Readonly<Record<string, string>> = {},
): Promise<Project | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-packed-'))
  await cp(fileURLToPath(new URL('../consumer', import.meta.url)), folder, { recursive: true })
  const tarballs = await Promise.all(publishable.map(({ folder: from }) => pack(from, folder)))
  const ours = Object.fromEntries(publishable.map(({ name }, index) => [name, `file:./${tarballs[index]}`]))
  const dependencies = { ...ours, ...others }
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const overrides = Object.fromEntries(publishable.map(({ name }) => [name, `$${name}`]))
  const devDependencies = { '@types/node': '^20.19.0' }
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ ...manifest, dependencies, devDependencies, overrides }),
  )
  return (await npmInstall([], folder)) ? { folder } : undefined
}

/** Packs a package into the folder, and returns the tarball's name. */
export async function pack(from: string, to: string): Promise<string> {
  const { filename } = JSON.parse(await pnpm(['pack', '--json', '--pack-destination', to], from)) as {
    filename: string
  }
  return filename.split(/[\\/]/).at(-1) ?? ''
}
