import type { Handler } from 'hono'
import type { AppTypes, World } from '../app/world'
import { json } from '../http/answers'
import type { ApiVersion } from '../release'
import { documentationUrl } from './documentation'
import { selectFields } from './fields'
import { FIELDS, type Operation } from './operation'
import type { Refused } from './result'

function refusal({ status, message, errors, headers }: Refused, documentation_url: string): Response {
  const details = errors && { errors: errors.map(error => ({ ...error, documentation_url })) }
  return json(status, { message, ...details, documentation_url }, headers)
}

/** Answers requests for an operation of one version. */
export function handlerOf(operation: Operation, world: World, version: ApiVersion): Handler<AppTypes> {
  const selects = operation.describes.query?.includes(FIELDS)
  return async context => {
    const result = await operation.perform({ context, world, version })
    if (result instanceof Response) return result
    if (result.kind === 'refused') return refusal(result, documentationUrl(version, operation, result.status))
    return json(200, selects ? selectFields(result.body, context.req.query('fields')) : result.body)
  }
}
