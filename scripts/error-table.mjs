// Writes docs/errors.md from core's table of errors; with `--check` only says whether it is up to date.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const core = new URL('../packages/core/dist/index.js', import.meta.url)
/** @type {{ errorTable: Record<string, { message: string, hint: string, retryable: boolean }> }} */
const { errorTable } = await import(core.href)
const path = fileURLToPath(new URL('../docs/errors.md', import.meta.url))

const intro = `# Errors

Every failure to get, renew or revoke a token is an \`AuthError\`. Its \`code\` is one of the codes below. A code never changes its meaning; the sentences may
improve. \`retryable\` says whether the same call may succeed later without a change.

If an error knows its cause better than this table, its hint is more exact, and its \`retryable\` can differ. For example, \`network\` is not retryable if nothing listens at
the port or the host name is unknown.

Two kinds of errors are not changed into an \`AuthError\`: the error of \`fetch\`, if a request of your own (\`session.fetch\`) failed on the network, and the reason of a signal that you
aborted.

\`\`\`ts
import { AuthError } from '@looker-auth/node'

function whatToDo(error: unknown): string | undefined {
  return AuthError.is(error) && error.code === 'rate_limited' ? \`wait \${error.retryAfterMs ?? 1000} ms\` : undefined
}
\`\`\`

\`pnpm generate\` writes this file from the table of errors in core.
`

const rows = Object.entries(errorTable).map(([code, { message, hint, retryable }]) =>
  ['', `<a id="${code}"></a>\`${code}\``, message, hint, retryable ? 'yes' : 'no', ''].join(' | ').trim(),
)
const text = [
  intro,
  '| code | what happened | what to do | retryable |',
  '|---|---|---|---|',
  ...rows,
  '',
].join('\n')

if (!process.argv.includes('--check')) {
  await writeFile(path, text)
} else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
  process.stderr.write(
    'docs/errors.md is not what the table of errors says: run `pnpm generate` and commit it.\n',
  )
  process.exitCode = 1
}
