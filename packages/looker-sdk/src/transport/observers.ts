import type { RawObserver } from '@looker/sdk-rtl'

type Observer = RawObserver | undefined

/** An observer that was set right after the one before it was read. */
interface Borrowing {
  readonly observer: RawObserver
  /** What was read: a pager sets that back. */
  readonly saved: Observer
  /** The next call of this turn is its; that call has no answer yet; or neither, and it stays until it is set back. */
  phase: 'open' | 'calling' | 'answered' | 'stays'
  /** Where it stays: which observer it took the place of. */
  below: Observer
}

/**
 * The transport's observer, which sees each raw answer. The SDK's pagers borrow it: they read it, set their own, make one
 * call in the same turn, and set the old one back when that is answered. With one variable for all, pagers at the same
 * time would take each other's answers. So an observer that is set like this sees only the next call of its turn, until
 * that is answered. From then on it sees all calls, until it is set back: one that never is was meant to stay.
 */
export class Observers {
  #lasting: Observer
  #wasRead = false
  /** Those that may be set back still; those that were answered last are the last. */
  #borrowings: Borrowing[] = []

  get current(): Observer {
    this.#settle()
    this.#wasRead = true
    queueMicrotask(() => {
      this.#wasRead = false
    })
    return this.#open?.observer ?? this.#lasting
  }

  set current(observer: Observer) {
    this.#settle()
    if (this.#setBack(observer)) return
    if (observer !== undefined && this.#wasRead) this.#borrow(observer)
    else this.#replace(observer)
  }

  /** For a call that begins now: its observer, and what to call when it is answered. */
  begin(): { readonly observer: Observer; end(): void } {
    this.#settle()
    const borrowing = this.#open
    if (borrowing === undefined) return { observer: this.#lasting, end() {} }
    borrowing.phase = 'calling'
    return {
      observer: borrowing.observer,
      end: () => {
        borrowing.phase = 'answered'
        if (this.#remove(borrowing)) this.#borrowings.push(borrowing)
      },
    }
  }

  get #open(): Borrowing | undefined {
    return this.#borrowings.find(({ phase }) => phase === 'open')
  }

  #borrow(observer: RawObserver): void {
    const before = this.#open
    if (before !== undefined) before.phase = 'answered'
    const saved = before?.observer ?? this.#lasting
    this.#settle()
    const borrowing: Borrowing = { observer, saved, phase: 'open', below: undefined }
    this.#borrowings.push(borrowing)
    this.#wasRead = false
    queueMicrotask(() => {
      if (borrowing.phase === 'open') borrowing.phase = 'answered'
    })
  }

  /** Those whose call is answered, or that had none in their turn, see all calls now. */
  #settle(): void {
    for (const borrowing of this.#borrowings) {
      if (borrowing.phase !== 'answered') continue
      borrowing.phase = 'stays'
      borrowing.below = this.#lasting
      this.#lasting = borrowing.observer
    }
  }

  /** A pager sets back soon after its answer, so it is the one that was answered last of those that had read this observer. */
  #setBack(observer: Observer): boolean {
    const isIt = ({ phase, saved }: Borrowing) => phase === 'stays' && saved === observer
    const ended = this.#borrowings.filter(isIt).at(-1)
    if (ended === undefined) return false
    this.#remove(ended)
    if (this.#lasting === ended.observer) this.#lasting = ended.below
    for (const other of this.#borrowings)
      if (other.phase === 'stays' && other.below === ended.observer) other.below = ended.below
    return true
  }

  #replace(observer: Observer): void {
    this.#borrowings = this.#borrowings.filter(({ phase }) => phase === 'calling')
    this.#lasting = observer
  }

  #remove(borrowing: Borrowing): boolean {
    const index = this.#borrowings.indexOf(borrowing)
    if (index >= 0) this.#borrowings.splice(index, 1)
    return index >= 0
  }
}
