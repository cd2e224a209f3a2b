/** What a listener throws, or rejects with, is not the page's trouble. */
export function tell<T>(listener: ((told: T) => unknown) | undefined, told: T): void {
  void (async () => listener?.(told))().catch(() => {})
}
