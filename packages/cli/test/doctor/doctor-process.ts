import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/looker-auth.cjs', import.meta.url))

/** No output may hold these. */
export const canaries = {
  /** Of the length of a client_secret. */
  secret: 'canary0secret1canary2333',
  password: 'canaryproxypassword',
} as const

/** How the command is run. */
export interface DoctorRun {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Files of the working directory. */
  readonly files?: Readonly<Record<string, string>>
  /** Variables whose values are folders below the home folder. */
  readonly home?: Readonly<Record<string, string>>
  /** Arguments of the command that runs before, in the same home folder. It reads the canary secret from stdin. */
  readonly before?: readonly string[]
  /** Runs before all commands. */
  readonly prepare?: (home: string) => void
  /** Makes the output a terminal with so many columns. */
  readonly columns?: number
}

/** What it printed. */
export interface DoctorResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The sentence from "Fix first:" on, or "Nothing to fix." (with the warnings), on one line. */
  readonly end: string
  /** The output with single spaces, so that a sentence is found wherever its line is broken. */
  readonly text: string
}

/** Runs the built `looker-auth doctor` in an empty home folder, and removes that after the test. */
export async function doctor(run: DoctorRun = {}): Promise<DoctorResult> {
  const { args = [], env = {}, files = {}, home: folders = {}, prepare, before, columns } = run
  const home = mkdtempSync(join(tmpdir(), 'looker-auth-doctor-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), text, { mode: 0o600 })
  }
  prepare?.(home)
  const inHome = Object.fromEntries(Object.entries(folders).map(([name, path]) => [name, join(home, path)]))
  const variables = { ...cleanEnv(home), ...env, ...inHome }
  if (before !== undefined) {
    const { code, stderr } = await runNode([bin, ...before], home, variables)
    if (code !== 0) throw new Error(`looker-auth ${before.join(' ')}: ${stderr}`)
  }
  const terminal = `data:text/javascript,Object.assign(process.stdout,{isTTY:true,columns:${columns}})`
  const preload = columns === undefined ? [] : ['--import', terminal]
  const { code, stdout, stderr } = await runNode([...preload, bin, 'doctor', ...args], home, variables)
  const text = stdout.replace(/\s+/g, ' ').trim()
  const end = /(Fix first: .*|Nothing to fix\.|Nothing has to be fixed\. .*)$/.exec(text)?.[0] ?? ''
  for (const canary of Object.values(canaries)) {
    if (`${stdout}${stderr}`.includes(canary)) throw new Error(`The output holds ${canary}.`)
  }
  return { code, stdout, stderr, end, text }
}

async function runNode(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {}).end(`${canaries.secret}\n`)
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ])
  return { stdout, stderr, code }
}

/** The variables of Looker's SDKs, of proxies and of Node are those of the test. */
function cleanEnv(home: string): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(LOOKER|NODE_|XDG_|VITEST|FORCE_COLOR|NO_COLOR)|_proxy$/i.test(name),
  )
  return { ...Object.fromEntries(kept), HOME: home, USERPROFILE: home, LOCALAPPDATA: home, APPDATA: home }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}
