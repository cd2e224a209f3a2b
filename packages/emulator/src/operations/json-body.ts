import { jsonOf } from '../http/request-body'
import { type Fields, isRecord } from '../input/check'
import type { Call } from './operation'
import { type InvalidField, type Result, refused, validationFailed } from './result'

function invalidFields(body: Record<string, unknown>, fields: Fields, isWhole: boolean): InvalidField[] {
  return Object.entries(fields).flatMap(([field, { check, required }]) => {
    const isAbsent = body[field] === undefined
    if (isAbsent) {
      const isMissing = isWhole && required
      return isMissing ? [{ field, code: 'missing_field', message: `${field} is missing` }] : []
    }
    const problem = check(body[field])
    return problem === undefined ? [] : [{ field, code: 'invalid', message: `${field} ${problem}` }]
  })
}

/**
 * Passes on the JSON object of the body, or refuses it with 400 or 422. Fields that are not known are passed over.
 *
 * @param isWhole Whether required fields must be there.
 */
export function withBody<Body>(
  { context }: Call,
  fields: Fields,
  isWhole: boolean,
  work: (body: Body) => Result,
): Result {
  const body = jsonOf(context.env.bodyText)
  if (!isRecord(body)) return refused(400, 'The body must be a JSON object')
  const invalid = invalidFields(body, fields, isWhole)
  return invalid.length > 0 ? validationFailed(invalid) : work(body as Body)
}
