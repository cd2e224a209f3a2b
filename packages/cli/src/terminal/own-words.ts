import { type AuthError, type AuthErrorCode, errorTable } from '@looker-auth/node'
import { duration } from './duration.js'

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

/** An error of the library, in the words of the command line. */
export function inOwnWords(text: string): string {
  return text
    .replaceAll('option clientSecret; ', '')
    .replaceAll('option iniPath', 'option --config')
    .replaceAll('host is not a loopback address', 'host is not this machine')
    .replaceAll('use another session (as() for another user)', 'give --as for another user')
    .replaceAll("a session sends its identity's token only", 'the command sends its own token only')
    .replace(/option (\w+)/g, (whole, option: string) => {
      const flag = option in flagNames ? flagNames[option as keyof typeof flagNames] : undefined
      return flag === undefined ? whole : `option ${flag}`
    })
    .replace(/\b(allowInsecureHttp|apiVersion|verifySsl)\b/g, name => settingNames[name] ?? name)
}

/** Next steps that are other ones at a shell than in a program. */
const hints: Readonly<Partial<Record<AuthErrorCode, string>>> = {
  signed_out: 'Run: looker-auth login',
  access_denied:
    'Run: looker-auth login --oauth, and choose Allow. If Looker refused, an administrator can enable the application in Looker.',
}

/** The next step for an error of the library. */
export function hintOf({ code, hint, retryAfterMs }: AuthError): string {
  if (code === 'rate_limited') {
    const wait = retryAfterMs === undefined ? 'a minute' : duration(Math.max(1000, retryAfterMs))
    return `Wait ${wait}, and run this again: Looker limits how often an API key signs in.`
  }
  const isUsual = errorTable[code].hint === hint
  const words = (isUsual ? hints[code] : undefined) ?? inOwnWords(hint)
  return code === 'network' || code === 'timeout' ? `${words} looker-auth doctor tells which it is.` : words
}
