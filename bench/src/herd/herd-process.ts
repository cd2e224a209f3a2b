import { serve } from '../harness/contenders'
import { callers } from './logins'

const [kind = '', baseUrl = '', users = '1'] = process.argv.slice(2)
const caller = callers[kind]?.(baseUrl, Number(users))
if (caller === undefined) throw new Error(`There is no ${kind}.`)

/** All callers at once. */
serve(async ({ callers: count }: { readonly callers: number }) => {
  const start = performance.now()
  const settled = await Promise.allSettled(Array.from({ length: count }, (_, index) => caller(index)))
  const failed = settled.filter(({ status }) => status === 'rejected').length
  return { ms: performance.now() - start, failed }
})
