import { type CallFailure, lookerSdk } from '@looker-auth/looker-sdk'
import type { Session } from '@looker-auth/node'
import type { DashboardAnswer, ToldError } from '../shared/messages'

/** Searches as several users at once, with the official SDK: an SDK object for each, on the session of its own. */
export function findDashboards(looker: Session, userIds: readonly string[]): Promise<DashboardAnswer[]> {
  return Promise.all(userIds.map(id => findAs(looker, id)))
}

async function findAs(looker: Session, asked: string): Promise<DashboardAnswer> {
  const sdk = lookerSdk(looker.as(asked), { agentTag: 'looker-auth demo' })
  const [me, found] = await Promise.all([
    sdk.me('id,display_name'),
    sdk.search_dashboards({ fields: 'id,title', limit: 10 }),
  ])
  if (!me.ok) return { asked, ...failureOf(me.error) }
  if (!found.ok) return { asked, ...failureOf(found.error) }
  const { id, display_name } = me.value
  return {
    asked,
    answered: { id: String(id), name: String(display_name) },
    titles: found.value.map(({ title }) => String(title)),
  }
}

/** What a page is told of a failed call; `lookerSdk()` gives each code and next step. */
function failureOf(error: { readonly message: string | null }): { readonly error: ToldError } {
  const { code, hint } = error as typeof error & CallFailure
  return { error: { code, message: error.message ?? code, hint } }
}
