// Packs what the next release publishes: each public package whose version npm does not have yet. Prints, for the workflow,
// `pending` (whether there are changesets that no version includes yet) and `unpublished` (the number of tarballs).
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const [folder = 'release'] = process.argv.slice(2)
const shell = process.platform === 'win32'
/** @type {(command: string, args: string[], cwd: string) => string} */
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, shell, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const pending = readdirSync(join(root, '.changeset')).some(
  name => name.endsWith('.md') && name.toLowerCase() !== 'readme.md',
)

/**
 * Whether npm has this version. Where npm cannot be asked, the release stops.
 *
 * @param {{ name: string, version: string }} manifest
 */
function isPublished({ name, version }) {
  try {
    return run('npm', ['view', `${name}@${version}`, 'version'], root).trim() === version
  } catch (error) {
    if (String(/** @type {{ stderr?: unknown }} */ (error).stderr).includes('E404')) return false
    throw error
  }
}

const packages = readdirSync(join(root, 'packages'))
  .map(name => join(root, 'packages', name))
  .map(directory => ({
    directory,
    manifest: JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')),
  }))
  .filter(({ manifest }) => !manifest.private)
const unpublished = pending ? [] : packages.filter(({ manifest }) => !isPublished(manifest))

mkdirSync(folder, { recursive: true })
for (const { directory } of unpublished)
  run('npx', ['--yes', 'pnpm@10', 'pack', '--pack-destination', resolve(folder)], directory)

process.stdout.write(`pending=${pending}\nunpublished=${unpublished.length}\n`)
