/** The body as text, or as much of it as the bound allows. */
export interface BoundedText {
  readonly text: string
  readonly tooLong: boolean
}

/** Reads at most `maxBytes` bytes of the body as UTF-8, then lets go of the rest; also when the signal aborts. */
export async function readText(
  response: Response,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<BoundedText> {
  if (response.body === null) return { text: '', tooLong: false }
  const reader = response.body.getReader()
  signal?.addEventListener('abort', () => void reader.cancel().catch(() => {}), { once: true })
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return { text: text + decoder.decode(), tooLong: false }
    bytes += value.byteLength
    if (bytes > maxBytes) {
      await reader.cancel().catch(() => {})
      return { text, tooLong: true }
    }
    text += decoder.decode(value, { stream: true })
  }
}
