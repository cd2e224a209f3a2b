import type { Handler } from 'hono'
import type { AppTypes, World } from '../../app/world'
import { json } from '../../http/answers'
import type { Operation } from '../../operations/operation'
import { swaggerDocument } from '../../operations/swagger/swagger-document'
import type { ApiVersion } from '../../release'

/** GET /swagger.json, for anybody: the served operations. SDKs make their methods from it, and read the release. */
export function swagger(
  world: World,
  version: ApiVersion,
  operations: readonly Operation[],
): Handler<AppTypes> {
  return context => {
    world.stats.count('swagger')
    const { api } = world.places.urlsFor(new URL(context.req.url).origin, context.env.serving)
    const { release } = world.settings
    return json(200, swaggerDocument(operations, { release, version, url: new URL(api) }))
  }
}
