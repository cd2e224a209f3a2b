import type { ApiVersion } from '../../release'
import { isOf, type Operation } from '../operation'
import { definitions, idSchema, reference } from './definitions'

interface Instance {
  readonly release: string
  readonly version: ApiVersion
  /** Where the API is. */
  readonly url: URL
}

const ERRORS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  422: 'Validation Error',
}

/** The path in the form of swagger.json, with `{name}` for `:name`. */
const swaggerPath = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')

function parameters({ path, describes }: Operation, { version, release }: Instance) {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...(name === 'user_id' ? idSchema(version) : { type: 'string' }),
  }))
  const inQuery = (describes.query ?? [])
    .filter(parameter => parameter.isKnown?.(version, release) ?? true)
    .map(({ name, type }) => ({ name, in: 'query', required: false, type }))
  const body = describes.body && {
    name: 'body',
    in: 'body',
    required: true,
    schema: reference(describes.body),
  }
  return [...inPath, ...(body ? [body] : []), ...inQuery]
}

function success({ describes }: Operation) {
  const { success: shows } = describes
  if (shows === 'nothing') return { 204: { description: 'Successfully ended.' } }
  if (shows === 'text') return { 200: { description: 'Success', schema: { type: 'string' } } }
  const schema = typeof shows === 'string' ? reference(shows) : { type: 'array', items: reference(shows[0]) }
  return { 200: { description: 'Success', schema } }
}

function described(operation: Operation, instance: Instance) {
  const errors = Object.entries(ERRORS)
    .filter(([status]) => status !== '422' || operation.describes.body !== undefined)
    .map(([status, description]) => {
      const schema = reference(status === '422' ? 'ValidationError' : 'Error')
      return [status, { description, schema }]
    })
  return {
    tags: [operation.describes.tag],
    operationId: operation.id,
    summary: operation.describes.summary,
    parameters: parameters(operation, instance),
    responses: { ...success(operation), ...Object.fromEntries(errors) },
  }
}

/** The Swagger 2.0 description of one version, as SDKs read it. It describes what is served here, and nothing else. */
export function swaggerDocument(operations: readonly Operation[], instance: Instance) {
  const { release, version, url } = instance
  const served = operations.filter(operation => isOf(operation, version))
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of served) {
    const path = swaggerPath(operation.path)
    paths[path] = { ...paths[path], [operation.method]: described(operation, instance) }
  }
  return {
    swagger: '2.0',
    info: {
      version: `${version}.${release}`,
      'x-looker-release-version': release,
      title: `Looker API ${version} Reference`,
      description: 'The part of the Looker API that the emulator serves.',
    },
    basePath: `/api/${version}`,
    consumes: ['application/json'],
    produces: ['application/json'],
    host: url.host,
    schemes: [url.protocol.slice(0, -1)],
    tags: [...new Set(served.map(({ describes }) => describes.tag))].map(name => ({ name })),
    paths,
    definitions: definitions(version),
  }
}
