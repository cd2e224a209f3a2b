import { type AuthError, type AuthErrorCode, errorTable } from '@looker-auth/node'
import { duration } from '../terminal/duration.js'

/** The options of the library that options of the command line become. */
export const flagNames = {
  baseUrl: '--base-url',
  clientId: '--client-id',
  apiVersion: '--api-version',
  envPrefix: '--env-prefix',
  section: '--section',
} as const

/** Options of the library that are settings by another name for the user of the command. */
const settingNames: Readonly<Record<string, string>> = {
  allowInsecureHttp: 'allow_insecure_http',
  apiVersion: 'api_version',
  verifySsl: 'verify_ssl',
}

/** The variable that says where the store is. */
const storeVariable =
  process.platform === 'win32' ? 'LOCALAPPDATA' : process.platform === 'darwin' ? 'HOME' : 'XDG_STATE_HOME'

/** What the library says to programs, and what a shell needs to know instead. */
const sentences: readonly (readonly [theirs: string, own: string])[] = [
  ['option clientSecret; ', ''],
  ['option iniPath', 'option --config'],
  ['host is not a loopback address', 'host is not this machine'],
  ['The session does not send its token', 'The command does not send its token'],
  ["It is not of the session's origin.", 'Its scheme, host and port are not those of base_url.'],
  [
    'Put what comes from users through encodeURIComponent(), and refuse "." and ".."; for another path of the same origin, give its whole address.',
    'For a path outside of the API, give the whole address: base_url and the path.',
  ],
  [
    'The option credentials did not return { clientId, clientSecret } with two strings that are not empty.',
    'The client_id or the client_secret is empty.',
  ],
  [
    'Look at where that function reads them.',
    'Give both parts of the API key: looker-auth login asks for them.',
  ],
  ['Give the path of a folder that this process', `Set ${storeVariable} to a folder that this command`],
  ['Give the path of a folder', `Set ${storeVariable} to a folder`],
  ['give the path of a folder', `set ${storeVariable} to a folder`],
  ['Give the path that it leads to.', `Put a folder there, or set ${storeVariable} to another folder.`],
  ['Give another path, or run', `Set ${storeVariable} to another folder, or run`],
  ['or leave them unset; or give a path.', 'or leave them unset.'],
]

/** An error of the library, in the words of the command line. */
export function inOwnWords(text: string): string {
  return sentences
    .reduce((before, [theirs, own]) => before.replaceAll(theirs, own), text)
    .replace(/option (\w+)/g, (whole, option: string) => {
      const flag = option in flagNames ? flagNames[option as keyof typeof flagNames] : undefined
      return flag === undefined ? whole : `option ${flag}`
    })
    .replace(/\b(allowInsecureHttp|apiVersion|verifySsl)\b/g, name => settingNames[name] ?? name)
}

/** Next steps that are other ones at a shell than in a program. */
const hints: Readonly<Partial<Record<AuthErrorCode, string>>> = {
  signed_out: 'Run: looker-auth login',
  foreign_origin:
    'Give a path such as /user, or an address that begins with the scheme, host and port of base_url. For another instance, give --profile or --base-url.',
  access_denied:
    'Run: looker-auth login --oauth, and choose Allow. If Looker refused, an administrator can enable the application in Looker.',
}

/** The next step for an error of the library. */
export function hintOf({ code, hint, retryAfterMs, baseUrl = 'base_url' }: AuthError): string {
  if (code === 'rate_limited') {
    const wait = retryAfterMs === undefined ? 'a minute' : duration(Math.max(1000, retryAfterMs))
    return `Wait ${wait}, and run this again: Looker limits how often an API key signs in.`
  }
  const isUsual = errorTable[code].hint === hint
  const words = (isUsual ? hints[code] : undefined) ?? inOwnWords(hint).replace('{base_url}', () => baseUrl)
  const isVague = (code === 'network' || code === 'timeout') && !words.includes('looker-auth doctor')
  return isVague ? `${words} looker-auth doctor tells which it is.` : words
}
