// Writes docs/errors.md from core's table of errors; with `--check` only says whether it is up to date.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const core = new URL('../packages/core/dist/index.js', import.meta.url)
/** @type {{ errorTable: Record<string, { message: string, hint: string, retryable: boolean }> }} */
const { errorTable } = await import(core.href)
const path = fileURLToPath(new URL('../docs/errors.md', import.meta.url))

const intro = `# Errors

Whatever goes wrong in getting, renewing or ending a token is an \`AuthError\`. Its \`code\` is one of these and stays; the sentences may
improve. \`retryable\` says whether the same call may succeed later without a change. An error may know the cause better than this table: then its
hint is more exact, and its \`retryable\` may differ, as that of \`network\` does where nothing listens or the name is unknown. Two things pass through
as they are: the error of \`fetch\` where a request of your own (\`session.fetch\`) failed on the network, and the reason of a signal that you
aborted.

\`\`\`ts
import { AuthError } from '@looker-auth/node'

function whatToDo(error: unknown): string | undefined {
  return AuthError.is(error) && error.code === 'rate_limited' ? \`wait \${error.retryAfterMs ?? 1000} ms\` : undefined
}
\`\`\`

This file is generated from core's table by \`pnpm generate\`.
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
