// A server that speaks JSON lines on stdio, as MCP servers do: whatever else is printed would break its protocol.
import { createInterface } from 'node:readline'
import { createSession } from '@looker-auth/core'
import { lookerSdk } from '@looker-auth/looker-sdk'

const [baseUrl, clientId, clientSecret] = process.argv.slice(2)
const looker = createSession({ baseUrl, credentials: { clientId, clientSecret } })

for await (const line of createInterface({ input: process.stdin })) {
  const { id, user, method, args = [] } = JSON.parse(line)
  const sdk = lookerSdk(user === undefined ? looker : looker.as(user))
  const result = await sdk[method](...args)
  const answer = result.ok ? { id, result: result.value.id } : { id, error: result.error.code }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
await looker.close()
