import type { ComponentChildren } from 'preact'
import type { Model } from '../model'

interface Props {
  readonly model: Model
  readonly main?: boolean
  /** The id of the text that explains it. */
  readonly describedBy?: string
  /** Tells the form's buttons apart. */
  readonly value?: string
  readonly children: ComponentChildren
  /** Without it, the button sends its form. */
  onPress?(): void
}

/** Begins an action. There is one at a time: meanwhile the button keeps the focus, and does nothing. */
export function Action({ model, main = false, describedBy, value, children, onPress }: Props) {
  return (
    <button
      type={onPress === undefined ? 'submit' : 'button'}
      value={value}
      class={main ? 'main' : ''}
      aria-describedby={describedBy}
      aria-disabled={model.running.value !== undefined}
      onClick={onPress}
    >
      {children}
    </button>
  )
}
