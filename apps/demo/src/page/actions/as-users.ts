import type { DemoFacts, ServerAnswer } from '../../shared/messages'
import type { Model } from '../model'
import { problemOfAnswer, problemOfTold } from '../problem'
import { server } from '../server'
import { plural } from '../words'
import type { Runner } from './run'
import type { Tally } from './tally'

/** How many calls the server makes for each user. */
const callsForEach = 10

/** Lets the server call Looker as several users at once: it needs no sign-in of the page. */
export function callAsUsers(model: Model, runner: Runner, userIds: readonly string[]): Promise<void> {
  const title = `${plural(callsForEach, 'call')} each as ${plural(userIds.length, 'user')}, on the server`
  return runner.run(title, 0, async (tally, signal) => {
    const how = { fetch: model.seams.toServer, signal }
    const { answers, logins } = await server.asUsers(userIds, callsForEach, how)
    model.loginsForCalls.value += logins
    for (const answer of answers) count(model, runner, answer, tally)
    return undefined
  })
}

/** Lets the server search for dashboards as several users at once, by the methods of the official SDK. */
export function findDashboards(model: Model, runner: Runner, userIds: readonly string[]): Promise<void> {
  const title = `Dashboards of ${plural(userIds.length, 'user')}, found by the official SDK on the server`
  return runner.run(title, 0, async (tally, signal) => {
    const { answers, logins } = await server.dashboards(userIds, { fetch: model.seams.toServer, signal })
    model.loginsForCalls.value += logins
    for (const answer of answers) count(model, runner, answer, tally)
    return answers
      .flatMap(({ titles, ...answer }) =>
        titles !== undefined && 'answered' in answer
          ? `${answer.answered.name} finds ${titles.length > 0 ? titles.join(', ') : 'none'}.`
          : [],
      )
      .join(' ')
  })
}

function count(model: Model, runner: Runner, answer: ServerAnswer, tally: Tally): void {
  model.calls.value++
  const lane = `server:${answer.asked}`
  if ('answered' in answer) {
    runner.ranAs(lane, answer.answered, answer.asked, tally)
    return
  }
  const problem =
    'error' in answer
      ? problemOfTold(answer.error)
      : problemOfAnswer(new Response(null, { status: answer.status }))
  runner.failed(lane, problem, tally)
}

/** Three users who have nothing special about them. */
export function firstThree({ people }: DemoFacts): readonly string[] {
  const ordinary = people.filter(({ note }) => note === undefined)
  return ordinary.slice(0, 3).map(({ id }) => id)
}
