import type { Handler } from 'hono'
import type { AppTypes, World } from '../app/world'
import { json } from '../http/answers'
import { API_VERSIONS, type ApiVersion, servesVersion3 } from '../release'

/** GET /versions at the root, for anybody: what this instance serves, and where. */
export function versions(world: World): Handler<AppTypes> {
  return context => {
    const { release } = world.settings
    const { api, web } = world.places.urlsFor(new URL(context.req.url).origin, context.env.serving)
    const element = (version: ApiVersion) => ({
      version,
      full_version: `${version}.${release}`,
      status: version === '4.0' ? 'current' : 'legacy',
      swagger_url: `${api}/api/${version}/swagger.json`,
    })
    const served = API_VERSIONS.filter(version => version === '4.0' || servesVersion3(release))
    world.stats.count('versions')
    return json(200, {
      looker_release_version: release,
      current_version: element('4.0'),
      supported_versions: served.map(element),
      api_server_url: api,
      web_server_url: web,
    })
  }
}

/** GET /alive at the root: 200 and an empty body. */
export function alive(world: World): Handler<AppTypes> {
  return () => {
    world.stats.count('alive')
    return new Response(null, { status: 200, headers: { 'content-length': '0' } })
  }
}
