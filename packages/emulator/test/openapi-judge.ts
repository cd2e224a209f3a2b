import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

interface Media {
  schema: object
}
interface Described {
  'x-status'?: number
  headers?: Record<string, Media>
  content?: Record<string, Media>
}
type Reference = { $ref: string }
type Operation = { responses: Record<string, Reference> }
type PathItem = Record<string, Operation>
interface Description {
  paths: Record<string, PathItem | Reference>
  'x-anyPath': Record<'unrouted' | 'refusedSlash' | 'version3Removed' | 'preflight', Reference>
  'x-cors': Pick<Described, 'headers'>
}

// Sent along by the web's Response or the server, and nothing of the API's.
const TRANSPORT_HEADERS = new Set(['content-type', 'content-length'])

/** What the instance that answers is like, where the description depends on it. */
export interface Instance {
  readonly servesVersion3: boolean
  readonly control: boolean
  /** The origin of the page that asks. */
  readonly allowedOrigin?: string
}

/** Holds answers against the hand-written description. */
export class OpenApiJudge {
  readonly #description: Description
  readonly #ajv: Ajv2020
  readonly #seen = new Set<string>()

  constructor(file: URL) {
    this.#description = JSON.parse(readFileSync(file, 'utf8'))
    this.#ajv = new Ajv2020({ allErrors: true, strictTypes: false, validateSchema: false })
    formats.default(this.#ajv)
    // The document around the schemas, so that references into it are followed.
    this.#ajv.addVocabulary(['openapi', 'info', 'servers', 'paths', 'components', 'security'])
    this.#ajv.addVocabulary(['x-anyPath', 'x-cors'])
    this.#ajv.addSchema({ ...this.#description, $id: 'openapi' })
  }

  /** Every answer that is described, as `METHOD path status`. */
  get described(): string[] {
    return Object.entries(this.#description.paths).flatMap(([path, item]) =>
      Object.entries(this.#resolve<PathItem>(item)).flatMap(([method, operation]) =>
        Object.keys(operation.responses).map(status => `${method.toUpperCase()} ${path} ${status}`),
      ),
    )
  }

  /** The described answers that were shown so far. */
  get seen(): string[] {
    return [...this.#seen]
  }

  /** What is wrong with an answer; empty when it is as described. */
  async problems(request: Request, response: Response, instance: Instance): Promise<string[]> {
    const { pathname } = new URL(request.url)
    const cors = request.headers.get('origin') === instance.allowedOrigin ? this.#description['x-cors'] : {}
    const { described, name } = this.#find(request.method, pathname, response.status, instance)
    if (!described) return [`${name} is not described`]
    const text = await response.clone().text()
    return [
      ...this.#contentProblems(described, response, text),
      ...this.#headerProblems({ ...cors.headers, ...described.headers }, response),
    ].map(problem => `${name}: ${problem}`)
  }

  #find(method: string, path: string, status: number, instance: Instance) {
    const any = this.#description['x-anyPath']
    const fixed =
      path.startsWith('//') || (path !== '/' && path.endsWith('/'))
        ? { reference: any.refusedSlash, status: 401 }
        : !instance.servesVersion3 && path.startsWith('/api/3.')
          ? { reference: any.version3Removed, status: 403 }
          : method === 'OPTIONS' && status === 204
            ? { reference: any.preflight, status: 204 }
            : undefined
    const name = `${method} ${path} ${status}`
    if (fixed)
      return { name, described: status === fixed.status ? this.#response(fixed.reference) : undefined }
    for (const [template, item] of Object.entries(this.#description.paths)) {
      const operation = this.#resolve<PathItem>(item)[method.toLowerCase()]
      if (!instance.control && template.startsWith('/__emulator/')) continue
      if (!operation || !new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)) continue
      const described = operation.responses[status]
      if (described) this.#seen.add(`${method} ${template} ${status}`)
      return { name, described: described && this.#response(described) }
    }
    return { name, described: status === 404 ? this.#response(any.unrouted) : undefined }
  }

  #contentProblems(described: Described, response: Response, text: string): string[] {
    const type = response.headers.get('content-type')
    if (!described.content) {
      return text === '' && type === null ? [] : [`has a body or a content type (${type}), and should not`]
    }
    const media = described.content[type ?? '']
    if (!media) return [`content type ${type} is not described`]
    try {
      return this.#schemaProblems(media, type?.startsWith('text/html') ? text : JSON.parse(text))
    } catch (error) {
      return [String(error)]
    }
  }

  #headerProblems(headers: Record<string, Media>, response: Response): string[] {
    const known = Object.fromEntries(
      Object.entries(headers).map(([name, header]) => [name.toLowerCase(), header]),
    )
    return [...response.headers].flatMap(([name, value]) => {
      if (TRANSPORT_HEADERS.has(name)) return []
      const header = known[name]
      return header ? this.#schemaProblems(header, value) : [`header ${name} is not described`]
    })
  }

  #schemaProblems({ schema }: Media, value: unknown): string[] {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'))
    const validate = this.#ajv.compile(absolute)
    if (validate(value)) return []
    return (validate.errors ?? []).map(error => `${error.instancePath || '/'} ${error.message}`)
  }

  #response(reference: Reference): Described {
    return this.#resolve<Described>(reference)
  }

  #resolve<T extends object>(value: T | Reference): T {
    if (!('$ref' in value)) return value
    const path = String(value.$ref).replace(/^#\//, '').split('/')
    return path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], this.#description) as T
  }
}
