import { bashScript } from '../completion/bash-script.js'
import type { Invocation } from '../program/definition.js'
import { print } from '../terminal/io.js'

/** Prints the script that makes a shell complete the command. */
export async function run({ args: [shell = ''], io }: Invocation): Promise<undefined> {
  if (shell === 'bash') await print(io, bashScript)
  else {
    const { script } = await import('../apart/completion.js')
    script(shell, 'looker-auth', 'looker-auth')
  }
  return undefined
}
