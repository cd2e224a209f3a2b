import { serve } from '../harness/contenders'
import type { RedisClientName } from '../harness/redis-clients'
import { type OperationName, operationOf } from './operations'

const [name, client, url = ''] = process.argv.slice(2)
const operation = await operationOf(name as OperationName, client as RedisClientName, url)

/** Microseconds an operation, one after the other. */
serve(async ({ operations }: { readonly operations: number }) => {
  for (let left = 200; left > 0; left--) await operation()
  const start = performance.now()
  for (let left = operations; left > 0; left--) await operation()
  return ((performance.now() - start) * 1000) / operations
})
