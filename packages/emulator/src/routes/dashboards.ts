import { callerOf } from '../app/authenticate'
import type { World } from '../app/world'
import { requiresAuthentication } from '../http/answers'
import { FIELDS, type Operation } from '../operations/operation'
import { shown } from '../operations/result'
import type { User } from '../users/directory'

interface Dashboard {
  readonly id: string
  readonly title: string
  /** Whose it is; undefined: everybody's. */
  readonly owner?: User | undefined
}

const SHARED: readonly Dashboard[] = [
  { id: '1', title: 'Orders' },
  { id: '2', title: 'Customers' },
]
/** Ids of users' own dashboards begin above those of shared ones. */
const firstOwnId = 1000

/** Two that everybody sees, and one for each user. */
function dashboardsOf({ directory }: World): readonly Dashboard[] {
  const own = directory.users.map(user => ({
    id: String(firstOwnId + Number(user.id)),
    title: `${user.firstName ?? `User ${user.id}`}'s dashboard`,
    owner: user,
  }))
  return [...SHARED, ...own]
}

/** Those that a user may see; admins see all. */
export const visibleDashboards = (world: World, user: User): readonly Dashboard[] =>
  dashboardsOf(world).filter(({ owner }) => owner === undefined || owner.id === user.id || user.isAdmin)

/** As Looker matches texts of a search: whole, upper and lower case alike, with `%` for any characters. */
function matches(text: string, pattern: string | undefined): boolean {
  if (pattern === undefined || pattern === '') return true
  const parts = pattern.toLowerCase().split('%')
  const last = parts.pop() ?? ''
  const rest = text.toLowerCase()
  if (parts.length === 0) return rest === last
  const [first = '', ...middle] = parts
  if (!rest.startsWith(first) || !rest.endsWith(last)) return false
  let from = first.length
  for (const part of middle) {
    const at = rest.indexOf(part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return from <= rest.length - last.length
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : otherwise
}

/** GET /dashboards/search: those that the caller may see. */
export const searchDashboards: Operation = {
  id: 'search_dashboards',
  method: 'get',
  path: '/dashboards/search',
  versions: ['4.0'],
  describes: {
    tag: 'Dashboard',
    summary: 'Search Dashboards',
    query: [
      FIELDS,
      { name: 'title', type: 'string' },
      { name: 'user_id', type: 'string' },
      { name: 'limit', type: 'string' },
      { name: 'offset', type: 'string' },
    ],
    success: ['Dashboard'],
  },
  perform({ context, world }) {
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    world.stats.count('dashboards')
    const { title, user_id, limit, offset } = context.req.query()
    const found = visibleDashboards(world, caller.user)
      .filter(dashboard => matches(dashboard.title, title))
      .filter(({ owner }) => user_id === undefined || owner?.id === user_id)
    const from = wholeNumber(offset, 0)
    const page = found.slice(from, from + wholeNumber(limit, found.length))
    return shown(page.map(({ id, title, owner }) => ({ can: {}, id, title, user_id: owner?.id ?? null })))
  },
}
