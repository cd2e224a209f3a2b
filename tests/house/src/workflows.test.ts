import { execFile } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { root } from './root'

const folder = join(root, '.github/workflows')
const workflows = readdirSync(folder).map(name => ({ name, text: readFileSync(join(folder, name), 'utf8') }))

/** The jobs of a workflow, as text. */
function jobsOf(name: string): Record<string, string> {
  const text = workflows.find(workflow => workflow.name === name)?.text.split(/^jobs:\n/m)[1] ?? ''
  const parts = text.split(/^ {2}([\w-]+):\n/m).slice(1)
  return Object.fromEntries(
    parts.flatMap((part, index) => (index % 2 ? [] : [[part, parts[index + 1] ?? '']])),
  )
}

describe.each(workflows)('$name', ({ text }) => {
  test('pins each action by its commit, with the version beside it', () => {
    const uses = [...text.matchAll(/^.*\buses:.*$/gm)].map(String)
    expect(uses.length).toBeGreaterThan(0)
    for (const line of uses) expect(line).toMatch(/uses: [\w./-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('says what it may do, and names no registry', () => {
    expect(text).toMatch(/^permissions:/m)
    expect(text).not.toMatch(/registry|npmjs|NPM_TOKEN|NODE_AUTH_TOKEN/)
  })
})

describe('the release workflow', () => {
  const jobs = jobsOf('release.yml')
  const permissionsOf = (job: string) =>
    [
      ...(/^ {4}permissions:\n((?: {6}.*\n)+)/m.exec(jobs[job] ?? '')?.[1] ?? '').matchAll(/[\w-]+: \w+/g),
    ].map(String)

  test('builds and tests in a job that can only read, without credentials of git', () => {
    expect(permissionsOf('verify')).toEqual(['contents: read'])
    expect(jobs.verify).toContain('persist-credentials: false')
    expect(jobs.verify).not.toContain('secrets.')
  })

  test('publishes in another job, by its identity, in an environment, without code of the repository', () => {
    const publishing = Object.keys(jobs).filter(job => /id-token|npm publish/.test(jobs[job] ?? ''))
    expect(publishing).toEqual(['publish'])
    expect(permissionsOf('publish')).toEqual(['id-token: write'])
    expect(jobs.publish).toMatch(/^ {4}environment: npm$/m)
    expect(jobs.publish).not.toMatch(/checkout|pnpm|npm (install|ci)/)
  })
})

describe('the repository', () => {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')

  test('has no other way to publish than the workflow: no script of package.json publishes', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    expect(Object.values(scripts).filter(script => /publish/.test(script))).toEqual([])
  })

  test('lets Dependabot renew packages and actions, and CodeQL read the code and the workflows', () => {
    const ecosystems = [...read('.github/dependabot.yml').matchAll(/package-ecosystem: (\S+)/g)]
    expect(ecosystems.map(([, name]) => name)).toEqual(['npm', 'github-actions'])
    expect(read('.github/workflows/codeql.yml')).toContain('language: [javascript-typescript, actions]')
  })

  test('asks for what an issue or a pull request needs, and has a code of conduct', () => {
    const templates = readdirSync(join(root, '.github/ISSUE_TEMPLATE')).sort()
    expect(templates).toEqual(['bug.yml', 'config.yml', 'feature.yml'])
    expect(read('.github/ISSUE_TEMPLATE/config.yml')).toContain('/security/advisories/new')
    expect(read('.github/pull_request_template.md')).toContain('pnpm changeset')
    expect(read('CONTRIBUTING.md')).toContain('(CODE_OF_CONDUCT.md)')
  })
})

/** What scripts/pack-release.mjs does in a repository of two packages, where npm has version 1.0.0 of the first one. */
async function packRelease(changesets: readonly string[], error = 'E404') {
  const repository = mkdtempSync(join(tmpdir(), 'looker-auth-release-'))
  onTestFinished(() => rmSync(repository, { recursive: true }))
  const file = (path: string, text: string) => {
    mkdirSync(join(repository, path, '..'), { recursive: true })
    writeFileSync(join(repository, path), text, { mode: 0o755 })
  }
  for (const name of ['a', 'b'])
    file(`packages/${name}/package.json`, JSON.stringify({ name: `@x/${name}`, version: '1.0.0' }))
  file('packages/c/package.json', JSON.stringify({ name: '@x/c', version: '1.0.0', private: true }))
  for (const name of ['README.md', ...changesets]) file(`.changeset/${name}`, '')
  file(
    'bin/npm',
    `#!/bin/sh\n[ "$2" = @x/a@1.0.0 ] && echo 1.0.0 || { echo "npm error code ${error}" >&2; exit 1; }\n`,
  )
  file('bin/npx', '#!/bin/sh\n: > "$5/$(basename "$PWD").tgz"\n')
  mkdirSync(join(repository, 'scripts'))
  copyFileSync(join(root, 'scripts/pack-release.mjs'), join(repository, 'scripts/pack-release.mjs'))
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/pack-release.mjs', 'release'], {
    cwd: repository,
    env: { ...process.env, PATH: `${join(repository, 'bin')}${delimiter}${process.env.PATH}` },
  })
  return { stdout, tarballs: readdirSync(join(repository, 'release')) }
}

describe.skipIf(process.platform === 'win32')('what a release packs', () => {
  test('each public package whose version npm does not have', async () => {
    const packed = await packRelease([])
    expect(packed).toEqual({ stdout: 'pending=false\nunpublished=1\n', tarballs: ['b.tgz'] })
  })

  test('nothing while there are changesets that no version includes', async () => {
    const packed = await packRelease(['red-owls-sing.md'])
    expect(packed).toEqual({ stdout: 'pending=true\nunpublished=0\n', tarballs: [] })
  })

  test('fails where npm cannot be asked, and does not take that for a new version', async () => {
    await expect(packRelease([], 'ECONNREFUSED')).rejects.toThrow()
  })
})
