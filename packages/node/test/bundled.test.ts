import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createEmulator } from '@looker-auth/emulator'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { tempFolders } from './store/temp-folder'

const newFolder = tempFolders()
const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))

/** An application that asks who it is. */
const program = `import { createSession } from ${JSON.stringify(entry)}
const [baseUrl, clientId, clientSecret] = process.argv.slice(2)
const looker = createSession({ baseUrl, clientId, clientSecret, env: {}, iniPath: false, proxy: false })
looker.fetch('/user').then(response => response.json()).then(({ id }) => console.log(id)).finally(() => looker.close())
`

describe('an application that is bundled into one file', () => {
  it.each([
    ['as it is', false],
    ['minified', true],
  ])('%s signs in', async (_, minify) => {
    const folder = await newFolder()
    await writeFile(join(folder, 'app.ts'), program)
    const outfile = join(folder, 'app.cjs')
    await build({
      ...{ entryPoints: [join(folder, 'app.ts')], outfile, bundle: true, minify },
      ...{ platform: 'node', format: 'cjs', logLevel: 'error' },
    })
    const server = await createEmulator().listen()
    const args = [outfile, server.url, 'lookeremulatoradmin1', 'lookeremulatorsecret0001']
    const { stdout } = await promisify(execFile)(process.execPath, args).finally(() => server.close())
    expect(stdout.trim()).toBe('1')
  })
})
