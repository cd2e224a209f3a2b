import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { embedSdkOverHttp } from '../embed-sdk-over-http.ts'

const host = 'exports.host = url => { return "".concat(url.hostname) }'
const client = (places: number) =>
  `const utils_1 = { IS_URL: /^https?:/ }
   exports.addressOf = function () { return [${Array(places).fill('"https://".concat(this._sdk.apiHost)').join()}] }`

/** Builds a page with an official client of this code. */
async function built(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'looker-auth-demo-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const folder = join(root, 'node_modules/@looker/embed-sdk/lib')
  await mkdir(folder, { recursive: true })
  for (const [name, code] of Object.entries(files)) await writeFile(join(folder, name), code)
  const imports = Object.keys(files).map(
    (name, index) =>
      `import * as part${index} from './node_modules/@looker/embed-sdk/lib/${name}'\nconsole.log(part${index})`,
  )
  const input = join(root, 'main.js')
  await writeFile(input, imports.join('\n'))
  const built = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [embedSdkOverHttp()],
    build: { write: false, minify: false, rolldownOptions: { input } },
  })
  return [built]
    .flat()
    .flatMap(one => ('output' in one ? one.output.map(part => ('code' in part ? part.code : '')) : []))
    .join()
}

test('the official client keeps http where that is given', async () => {
  const code = await built({ 'utils.js': host, 'EmbedClientEx.js': client(3) })
  expect(code).toContain('return url.origin')
  expect(code.split('utils_1.IS_URL.test(this._sdk.apiHost)')).toHaveLength(4)
})

test.each([
  ['other code in a place', { 'utils.js': host, 'EmbedClientEx.js': client(2) }, /has 2 places .* expects 3/],
  [
    'other code of the host',
    { 'utils.js': 'exports.a = 1', 'EmbedClientEx.js': client(3) },
    /utils\.js has 0 places/,
  ],
  ['no such file', { 'utils.js': host }, /has no @looker\/embed-sdk\/lib\/EmbedClientEx\.js/],
])('a client with %s fails the build', async (_, files, message) => {
  await expect(built(files)).rejects.toThrow(message)
})
