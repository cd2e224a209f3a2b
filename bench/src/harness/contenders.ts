import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** One that is measured: a process of its own, so that no other shares its compiled code, its heap or its connections. */
export interface Contender {
  readonly name: string
  /** Which of the programs in this folder, without its ending. */
  readonly program: string
  readonly args: readonly string[]
}

/** What a contender's process does when it is told to. */
type Work = (task: never) => Promise<unknown>

type Message = { readonly answer: unknown } | { readonly failure: string }

/** In a contender's process: says that it is ready, and then does one task after the other. */
export function serve(work: Work): void {
  process.on('message', task => {
    work(task as never).then(
      answer => process.send?.({ answer } satisfies Message),
      error => process.send?.({ failure: String(error?.stack ?? error) } satisfies Message),
    )
  })
  process.send?.({ answer: 'ready' } satisfies Message)
}

/**
 * Runs the rounds of all contenders in turn: each round asks every contender once, and another one begins each time. The
 * first `warmUps` rounds do not count.
 */
export async function interleave<Answer>(
  contenders: readonly Contender[],
  task: object,
  { rounds, warmUps }: { readonly rounds: number; readonly warmUps: number },
): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const running: Running<Answer>[] = []
  try {
    for (const contender of contenders) running.push(await start<Answer>(contender))
    for (let round = 0; round < warmUps + rounds; round++) {
      const first = round % running.length
      for (const one of [...running.slice(first), ...running.slice(0, first)]) {
        const answer = await one.ask(task)
        if (round >= warmUps) one.answers.push(answer)
      }
    }
    return new Map(running.map(({ name, answers }) => [name, answers]))
  } finally {
    for (const { child } of running) child.kill()
  }
}

/** Asks one contender once. */
export async function askOnce<Answer>(contender: Contender, task: object): Promise<Answer> {
  const { child, ask } = await start<Answer>(contender)
  try {
    return await ask(task)
  } finally {
    child.kill()
  }
}

/** Milliseconds until all have done the task that they are given at the same moment. */
export async function together(contenders: readonly Contender[], task: object = {}): Promise<number> {
  const started = await Promise.allSettled(contenders.map(contender => start(contender)))
  const running = started.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  try {
    const failed = started.find(one => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    const begin = performance.now()
    await Promise.all(running.map(({ ask }) => ask(task)))
    return performance.now() - begin
  } finally {
    for (const { child } of running) child.kill()
  }
}

interface Running<Answer> {
  readonly name: string
  readonly child: ChildProcess
  readonly answers: Answer[]
  ask(task: object): Promise<Answer>
}

async function start<Answer>({ name, program, args }: Contender): Promise<Running<Answer>> {
  const path = fileURLToPath(new URL(`${program}.js`, import.meta.url))
  // The official SDK writes to the console at each request; here it goes nowhere.
  const child = fork(path, args, {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const next = async (): Promise<unknown> => {
    const gone = new AbortController()
    const exit = once(child, 'exit', { signal: gone.signal }).then(([code]) => {
      throw new Error(`${name} ended with ${code}`)
    })
    const message = once(child, 'message', { signal: gone.signal })
    try {
      const [said] = (await Promise.race([message, exit])) as [Message]
      if ('failure' in said) throw new Error(`${name}: ${said.failure}`)
      return said.answer
    } finally {
      message.catch(() => {})
      exit.catch(() => {})
      gone.abort()
    }
  }
  await next()
  return {
    name,
    child,
    answers: [],
    ask(task) {
      child.send(task)
      return next() as Promise<Answer>
    },
  }
}
