import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { AuthError, type Credentials } from '@looker-auth/node'

/**
 * The API key that `~/.netrc` has for the host of a base URL: under the host with its port, else under the host alone. A `default` entry
 * is not used, because a key is for one instance.
 *
 * @param clientId The key that was asked for, where one was: no other one is used.
 * @throws AuthError `configuration` for a file that is missing, that other users can read, or that has no such host.
 */
export async function netrcCredentials(baseUrl: string, clientId: string | undefined): Promise<Credentials> {
  const file = join(homedir(), '.netrc')
  await checkMode(file)
  const { parse } = await import('../apart/netrc.js')
  const entries = parse(pairOnEachLine(await readText(file)))
  const { host, hostname, port } = new URL(baseUrl)
  const machines = [...new Set([port === '' ? `${host}:443` : host, host, hostname])]
  for (const name of machines) {
    const { login, password } = entries[name] ?? {}
    if (login && password && clientId !== undefined && login !== clientId)
      throw refuse(
        `${file} has another client_id for ${name} than the one that was asked for.`,
        'Correct the login in that file, or leave --client-id or --netrc out.',
      )
    if (login && password)
      return { clientId: login, clientSecret: password, origin: `machine ${name} of ${file}` }
  }
  throw refuse(
    `${file} has no login and password for ${machines.join(' or ')}.`,
    `Add the line: machine ${host} login CLIENT_ID password CLIENT_SECRET`,
  )
}

/** The words after which the next word is a value, whatever it looks like. */
const namesOfValues: ReadonlySet<string> = new Set(['machine', 'login', 'password', 'account'])

/**
 * The text with one name and its value on each line, without comments and macros: white space has no meaning in the format, and the
 * parser has rules of its own for entries on one line, and for `#`.
 */
function pairOnEachLine(text: string): string {
  let isValue = false
  let isMacro = false
  let pairs = ''
  for (const line of text.split(/\r?\n|\r/)) {
    // A macro runs to the next empty line.
    if (isMacro && line !== '') continue
    isMacro = false
    for (const word of line.split(/\s+/).filter(Boolean)) {
      if (!isValue && word.startsWith('#')) break
      isMacro = !isValue && word === 'macdef'
      if (isMacro) break
      pairs += isValue ? ` ${word}` : `\n${word === 'machine' ? '' : '  '}${word}`
      isValue = !isValue && namesOfValues.has(word)
    }
  }
  return pairs
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refuse(
      `${file} cannot be read (${error.code}).`,
      'Correct its mode and owner, or leave --netrc out.',
    )
  })
}

async function checkMode(file: string): Promise<void> {
  const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw refuse(
      `${file} ${error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`}.`,
      'Make it with the line "machine HOST login CLIENT_ID password CLIENT_SECRET" and mode 0600, or leave --netrc out.',
    )
  })
  if (process.platform === 'win32' || (stats.mode & 0o077) === 0) return
  throw refuse(`${file} can be read by other users.`, `Run: chmod 600 ${file}`)
}

function refuse(message: string, hint: string): AuthError {
  return new AuthError('configuration', { message, hint })
}
