/** Marks up text for a terminal. */
export interface Paint {
  bold(text: string): string
  faint(text: string): string
  good(text: string): string
  bad(text: string): string
}

/** Colours on a terminal, unless NO_COLOR is set; else plain text. */
export function createPaint(isTerminal: boolean, noColor: string | undefined): Paint {
  const coloured = isTerminal && !noColor
  const style = (on: number, off: number) => (text: string) =>
    coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text
  return { bold: style(1, 22), faint: style(2, 22), good: style(32, 39), bad: style(31, 39) }
}
