import type { Handler } from 'hono'
import type { AppTypes, World } from '../../app/world'
import { FIELDS, type Operation } from '../../operations/operation'
import { shown } from '../../operations/result'
import { type ApiVersion, servedVersions } from '../../release'

/** GET /versions, at the root and below each version, for anybody: what this instance serves, and where. */
export const versions: Operation = {
  id: 'versions',
  method: 'get',
  path: '/versions',
  describes: { tag: 'Config', summary: 'Get ApiVersion', query: [FIELDS], success: 'ApiVersion' },
  perform({ context, world }) {
    const { release } = world.settings
    const { api, web } = world.places.urlsFor(new URL(context.req.url).origin, context.env.serving)
    const element = (version: ApiVersion) => ({
      version,
      full_version: `${version}.${release}`,
      status: version === '4.0' ? 'current' : 'legacy',
      swagger_url: `${api}/api/${version}/swagger.json`,
    })
    world.stats.count('versions')
    return shown({
      looker_release_version: release,
      current_version: element('4.0'),
      supported_versions: servedVersions(release).map(element),
      api_server_url: api,
      web_server_url: web,
    })
  },
}

/** GET /alive at the root: 200 and an empty body. */
export function alive(world: World): Handler<AppTypes> {
  return () => {
    world.stats.count('alive')
    return new Response(null, { status: 200, headers: { 'content-length': '0' } })
  }
}
