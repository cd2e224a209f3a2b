import type { RawObserver } from '@looker/sdk-rtl'

/** An observer that was set right after the one before it was read. */
interface Scope {
  readonly observer: RawObserver
  /** Whether its call has no answer yet. */
  isCalling: boolean
  /** Whether the next call is its. */
  isOpen: boolean
}

/**
 * The transport's observer, which sees each raw answer. The SDK's pagers borrow it: they read it, set their own, make one
 * call in the same turn, and set the old one back when that is answered. With one variable for all, pagers at the same
 * time would take each other's answers. So an observer that is set like this sees only the next call of its turn, until
 * that is answered; if it was not set back by then, it was meant to stay.
 */
export class Observers {
  #lasting: RawObserver | undefined
  #scope: Scope | undefined
  #wasRead = false

  get current(): RawObserver | undefined {
    this.#settle()
    this.#wasRead = true
    queueMicrotask(() => {
      this.#wasRead = false
    })
    return this.#isBorrowed ? this.#lasting : (this.#scope?.observer ?? this.#lasting)
  }

  set current(observer: RawObserver | undefined) {
    if (observer !== undefined && this.#wasRead) {
      this.#settle()
      this.#open(observer)
    } else if (observer !== this.#lasting || !this.#isBorrowed) {
      this.#lasting = observer
      this.#scope = undefined
    }
  }

  /** For a call that begins now: its observer, and what to call when it is answered. */
  begin(): { readonly observer: RawObserver | undefined; end(): void } {
    this.#settle()
    const scope = this.#scope
    if (scope === undefined || !scope.isOpen) return { observer: this.#lasting, end() {} }
    scope.isOpen = false
    scope.isCalling = true
    return {
      observer: scope.observer,
      end: () => {
        scope.isCalling = false
      },
    }
  }

  #open(observer: RawObserver): void {
    const scope: Scope = { observer, isCalling: false, isOpen: true }
    this.#scope = scope
    queueMicrotask(() => {
      scope.isOpen = false
    })
  }

  get #isBorrowed(): boolean {
    return this.#scope?.isCalling === true
  }

  /** An observer whose call is answered, or that had none in its turn, and that was not set back, stays. */
  #settle(): void {
    const scope = this.#scope
    if (scope === undefined || scope.isOpen || scope.isCalling) return
    this.#lasting = scope.observer
    this.#scope = undefined
  }
}
