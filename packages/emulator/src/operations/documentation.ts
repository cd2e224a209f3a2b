import { DOCUMENTATION_URL } from '../http/answers'
import { API_VERSIONS, type ApiVersion } from '../release'
import { isOf, type Operation } from './operation'

/** Where a refusal by an operation is documented. SDKs read version, status and operation from this address; a 401 names no operation. */
export const documentationUrl = (version: ApiVersion, { method, path }: Operation, status: number): string =>
  status === 401 ? DOCUMENTATION_URL : `${DOCUMENTATION_URL}r/err/${version}/${status}/${method}${path}`

/** The address for a request that got to no operation, such as one that is too long. */
export type FindDocumentation = (method: string, path: string, status: number) => string

const pattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`)

export function createFindDocumentation(operations: readonly Operation[]): FindDocumentation {
  const known = API_VERSIONS.flatMap(version =>
    operations
      .filter(operation => isOf(operation, version))
      .map(operation => ({
        version,
        operation,
        matches: pattern(`/api/${version}${operation.path}`),
      })),
  )
  return (method, path, status) => {
    const found = known.find(
      ({ operation, matches }) => operation.method === method.toLowerCase() && matches.test(path),
    )
    return found ? documentationUrl(found.version, found.operation, status) : DOCUMENTATION_URL
  }
}
