import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runNode } from './servers'

const folder = fileURLToPath(new URL('..', import.meta.url))

/** Prints each file that is loaded. */
const hooks = `import { writeSync } from 'node:fs'
export async function load(url, context, next) {
  if (url.startsWith('file:')) writeSync(1, url + '\\n')
  return next(url, context)
}`

const sayBuiltins = `process.stdout.write(process.moduleLoadList.join('\\n'))`
const own = {
  import: `await import('@looker-auth/node')`,
  require: `const { createRequire } = await import('node:module')
    const require = createRequire(${JSON.stringify(`${folder}package.json`)})
    require('@looker-auth/node')`,
}

/** What a program prints, line by line. */
async function linesOf(program: string): Promise<string[]> {
  const { code, stdout, stderr } = await runNode(program, { cwd: folder })
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return stdout.split('\n').filter(line => line !== '')
}

describe.each(['import', 'require'] as const)('the built package, by %s', way => {
  test('loads nothing of Node that only a request needs', async () => {
    const bare = new Set(await linesOf(`await import('node:module')\n${sayBuiltins}`))
    const added = (await linesOf(`${own[way]}\n${sayBuiltins}`)).filter(name => !bare.has(name))
    const heavy = /\b(undici|http2?|https|_http_\w+|tls|_tls_\w+|crypto|zlib|net|dns)\b/
    expect(added.filter(name => heavy.test(name))).toEqual([])
  })

  test('loads no other package than ours', async () => {
    const listing = {
      import: `const { register } = await import('node:module')
        register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)})
        ${own.import}`,
      require: `${own.require}\nprocess.stdout.write(Object.keys(require.cache).join('\\n'))`,
    }[way]
    const files = await linesOf(listing)
    expect(files.length).toBeGreaterThan(1)
    // The settings read looker.ini with it.
    const foreign = files.filter(
      file => !/packages\/(node|core)\/dist\//.test(file) && !file.includes('/ini/'),
    )
    expect(foreign).toEqual([])
  })

  test('loads the rest with the first request: those that come at the same moment share it', async () => {
    const program = `${own[way].replace(/(await import|require)\('@looker/, "const ours = $1('@looker")}
      const { createServer } = await import('node:http')
      const server = createServer((_, answer) => answer.end('here')).listen(0, '127.0.0.1')
      await new Promise(resolve => server.once('listening', resolve))
      const fetch = ours.nodeFetch()
      const calls = [1, 2, 3].map(() => fetch('http://127.0.0.1:' + server.address().port))
      const texts = (await Promise.all(calls)).map(answer => answer.text())
      process.stdout.write((await Promise.all(texts)).join('\\n'))
      fetch.close()
      server.close()`
    expect(await linesOf(program)).toEqual(['here', 'here', 'here'])
  })

  test('tries again with the next request where a file was missing', async () => {
    const copy = await copyOfPackage()
    const entry = way === 'import' ? 'dist/index.js' : 'dist/index.cjs'
    const program = `
      const { createRequire } = await import('node:module')
      const { renameSync } = await import('node:fs')
      const { createServer } = await import('node:http')
      const server = createServer((_, answer) => answer.end('here')).listen(0, '127.0.0.1')
      await new Promise(resolve => server.once('listening', resolve))
      const { nodeFetch } = ${way === 'import' ? 'await import' : "createRequire('/')"}(${JSON.stringify(join(copy, entry))})
      const away = ${JSON.stringify(join(copy, 'node_modules/cross-fetch/dist/node-ponyfill.js'))}
      renameSync(away, away + '.away')
      const fetch = nodeFetch()
      const url = 'http://127.0.0.1:' + server.address().port
      console.log((await fetch(url).catch(error => error)).code)
      renameSync(away + '.away', away)
      console.log(await (await fetch(url)).text())
      fetch.close()
      server.close()`
    expect(await linesOf(program)).toEqual(['configuration', 'here'])
  })
})

/** The built package in a folder of its own, where a file of cross-fetch can be taken away. */
async function copyOfPackage(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'looker-auth-import-'))
  onTestFinished(() => rm(copy, { recursive: true }))
  const from = join(folder, 'node_modules')
  const to = join(copy, 'node_modules')
  await mkdir(join(to, '@looker-auth'), { recursive: true })
  for (const name of ['dist', 'package.json'])
    await cp(join(folder, name), join(copy, name), { recursive: true })
  for (const name of ['@looker-auth/core', 'ini']) {
    if (existsSync(join(from, name))) await symlink(await realpath(join(from, name)), join(to, name))
  }
  const crossFetch = await realpath(join(from, 'cross-fetch'))
  await cp(crossFetch, join(to, 'cross-fetch'), { recursive: true })
  await symlink(await realpath(join(crossFetch, '../node-fetch')), join(to, 'node-fetch'))
  return copy
}
