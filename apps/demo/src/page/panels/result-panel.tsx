import { useRef } from 'preact/hooks'
import type { Model, Running } from '../model'
import type { Problem } from '../problem'
import { number, plural, seconds } from '../words'

const nothingCalled = 'Nothing was called yet. Start with one call, or with a thousand.'

interface Props {
  readonly model: Model
  /** What is said before the first action. */
  readonly empty?: string
}

/** What the last action came to, or how far the present one is. */
export function ResultPanel({ model, empty = nothingCalled }: Props) {
  const running = model.running.value
  const result = model.result.value
  const status = useRef<HTMLDivElement>(null)
  return (
    <section class="card result" aria-label="Result">
      {running !== undefined && (
        // The button that stops it goes: the focus must not go with it.
        <Progress running={running} onStop={() => status.current?.focus()} />
      )}
      {/* Always there: what appears together with its words is not read out. */}
      <div role="status" data-testid="result" tabIndex={-1} ref={status}>
        {running !== undefined && <span class="unseen">Under way.</span>}
        {running === undefined && result !== undefined && (
          <>
            <h2>{result.title}</h2>
            {result.answered.length > 0 && (
              <ul class="answers">
                {result.answered.map(({ as, count, wrong }) => (
                  <li key={`${as} ${wrong}`} class={wrong ? 'bad' : 'good'}>
                    <strong>{number(count)}</strong> answered as <strong>{as}</strong>
                    {wrong && ': this is not who was asked for. It must never happen.'}
                  </li>
                ))}
              </ul>
            )}
            {result.problems.map(({ problem, count }) => (
              <ProblemCard key={`${problem.code} ${problem.what}`} problem={problem} count={count} />
            ))}
            {result.note && <p>{result.note}</p>}
          </>
        )}
        {result === undefined && running === undefined && <p class="soft">{empty}</p>}
      </div>
    </section>
  )
}

interface ProgressProps {
  readonly running: Running
  onStop(): void
}

function Progress({ running: { title, done, total, stop }, onStop }: ProgressProps) {
  const text = total > 1 ? `${number(done)} of ${number(total)}` : 'under way'
  return (
    <div class="progress">
      <label for="progress">
        {title}: {text}
      </label>
      {total > 1 ? <progress id="progress" max={total} value={done} /> : <progress id="progress" />}
      <button
        type="button"
        onClick={() => {
          onStop()
          stop()
        }}
      >
        Stop
      </button>
    </div>
  )
}

/** What happened, the code, and what to do. */
export function ProblemCard({ problem, count }: { readonly problem: Problem; readonly count: number }) {
  const { what, code, toDo, retryAfterMs } = problem
  return (
    <article class="problem" data-testid="problem">
      <p>
        {count > 1 && <strong>{plural(count, 'time')}: </strong>}
        {what} <code>{code}</code>
      </p>
      <p>
        <strong>What to do:</strong> {toDo}
        {retryAfterMs !== undefined && retryAfterMs > 0 && ` Again in ${seconds(retryAfterMs)}.`}
      </p>
    </article>
  )
}
