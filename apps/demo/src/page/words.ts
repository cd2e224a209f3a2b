/** `signed_in` as people read it. */
export function words(name: string): string {
  return name.replaceAll('_', ' ')
}

export function personLabel({ id, name }: { readonly id: string; readonly name: string }): string {
  return `${name} (${id})`
}

export function number(value: number): string {
  return value.toLocaleString('en-US')
}

export function plural(count: number, one: string): string {
  return `${number(count)} ${one}${count === 1 ? '' : 's'}`
}

/** The time of day. */
export function clockTime(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB')
}

export function seconds(ms: number): string {
  const whole = Math.round(ms / 1000)
  return whole >= 120 ? `${Math.round(whole / 60)} min` : `${whole} s`
}
