import type { Person } from '../../shared/messages'
import type { Model } from '../model'
import { type Problem, problemOf } from '../problem'
import { personLabel } from '../words'
import { Tally } from './tally'

type Work = (tally: Tally, signal: AbortSignal) => Promise<string | undefined>

/** Runs actions, one at a time. Each tells its outcome in the model; none rejects. */
export function createRunner(model: Model) {
  return {
    /** `work` says how far it is, and may be stopped; it returns a note for the visitor. */
    async run(title: string, total: number, work: Work): Promise<void> {
      if (model.running.value !== undefined) return
      const controller = new AbortController()
      const stop = (): void => controller.abort()
      model.running.value = { title, done: 0, total, stop }
      const tally = new Tally()
      let note: string | undefined
      try {
        note = await work(tally, controller.signal)
      } catch (error) {
        if (!controller.signal.aborted) tally.failed(problemOf(error))
      }
      model.running.value = undefined
      model.result.value = tally.result(title, controller.signal.aborted ? 'Stopped.' : note)
    },
    step(): void {
      const { value } = model.running
      if (value !== undefined) model.running.value = { ...value, done: value.done + 1 }
    },
    /** A call was answered; by whom the server says it ran as, right or wrong. */
    ranAs(lane: string, person: Person, meant: string | undefined, tally: Tally): void {
      const label = personLabel(person)
      const good = person.id === meant
      if (!good) model.wrong.value++
      tally.answered(label, !good)
      model.mark(lane, { count: 1, label: `as ${label}`, who: person.id, good })
    },
    failed(lane: string, problem: Problem, tally: Tally): void {
      tally.failed(problem)
      model.mark(lane, { count: 1, label: problem.code, good: false })
    },
  }
}

export type Runner = ReturnType<typeof createRunner>
