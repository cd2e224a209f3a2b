import { UsageError } from '../failures/usage-error.js'
import type { PersonFlags } from '../oauth/login-as-person.js'
import type { Invocation } from '../program/definition.js'
import { type Io, printJson, tell } from '../terminal/io.js'
import { loginWithKey, type SignedIn } from './login-with-key.js'
import type { SecretFlags } from './secret.js'
import { describeUser } from './user.js'

interface LoginFlags extends PersonFlags, SecretFlags {
  readonly oauth?: boolean
}

/** Signs in, and says who that is. */
export async function run({ flags, io }: Invocation<LoginFlags>): Promise<undefined> {
  refuseMixed(flags)
  const { user, baseUrl } = flags.oauth ? await loginInBrowser(flags, io) : await loginWithKey(flags, io)
  if (flags.json) await printJson(io, { base_url: baseUrl, user })
  else tell(io, `Signed in as ${describeUser(user)} on ${baseUrl}.`)
  return undefined
}

/** A person has no secret, and an API key needs no browser. */
function refuseMixed({ oauth, saveSecret, secretStdin, webUrl, port, browser }: LoginFlags): void {
  const ofKey = { '--save-secret': saveSecret, '--secret-stdin': secretStdin }
  const ofPerson = { '--web-url': webUrl, '--port': port, '--no-browser': browser === false || undefined }
  const [name] = Object.entries(oauth ? ofKey : ofPerson).find(([, given]) => given !== undefined) ?? []
  if (name === undefined) return
  throw new UsageError(
    `The option ${name} ${oauth ? 'excludes' : 'needs'} --oauth.`,
    oauth ? `Leave ${name} out: a person has no secret of an API key.` : `Add --oauth, or leave ${name} out.`,
  )
}

async function loginInBrowser(flags: LoginFlags, io: Io): Promise<SignedIn> {
  const { loginAsPerson } = await import('../oauth/login-as-person.js')
  return loginAsPerson(flags, io)
}
