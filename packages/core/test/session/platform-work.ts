import { settled } from './product.js'

/** Calls of Web Crypto that have not answered: other threads work for it, and no seed and no clock decides when they are done. */
let digesting = 0

const { subtle } = crypto
for (const name of ['digest', 'importKey', 'encrypt', 'decrypt'] as const) {
  const method = subtle[name] as (...args: unknown[]) => Promise<unknown>
  const counted = async function (this: unknown, ...args: unknown[]) {
    digesting++
    try {
      return await method.apply(this, args)
    } finally {
      digesting--
    }
  }
  Object.defineProperty(subtle, name, { value: counted, configurable: true })
}

/** The most turns of the event loop that a body is waited for: a test may hold one back. */
const mostTurns = 100

/** Work of the platform in one world, such as reading a body: it takes neither simulated time nor a known number of turns. */
export class PlatformWork {
  #underWay = 0

  /** Counts the work until it is done. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#underWay++
    try {
      return await work
    } finally {
      this.#underWay--
    }
  }

  /** In the middle of counted work: waits for something that a test decides. */
  async except<T>(wait: Promise<T>): Promise<T> {
    this.#underWay--
    try {
      return await wait
    } finally {
      this.#underWay++
    }
  }

  /** The answer; reading its body counts. */
  answer(response: Response): Response {
    for (const name of ['arrayBuffer', 'json', 'text'] as const) {
      const read: () => Promise<unknown> = response[name].bind(response)
      own(response, name, () => this.during(read()))
    }
    const { body } = response
    if (body === null) return response
    own(body, 'getReader', () => {
      const reader = Object.getPrototypeOf(body).getReader.call(body)
      const read = reader.read.bind(reader)
      own(reader, 'read', () => this.during(read()))
      return reader
    })
    return response
  }

  /** Waits, without letting simulated time pass, until only timers and what a test holds back are left to wait for. */
  async quiet(): Promise<void> {
    let turns = 0
    for (let calmTurns = 0; calmTurns < 2; turns++) {
      await settled()
      const isBusy = digesting > 0 || (this.#underWay > 0 && turns < mostTurns)
      calmTurns = isBusy ? 0 : calmTurns + 1
    }
  }
}

function own(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, configurable: true, writable: true })
}
