/** Where each state stands in the drawing: the arrows come from the table, the places are a matter of taste. */
export interface MachineLayout {
  readonly width: number
  readonly height: number
  readonly places: Readonly<Record<string, Point>>
}

export interface Point {
  readonly x: number
  readonly y: number
}

export const nodeWidth = 118
export const nodeHeight = 38

export const wide: MachineLayout = {
  width: 660,
  height: 330,
  places: {
    idle: { x: 75, y: 55 },
    signing_in: { x: 265, y: 75 },
    signed_in: { x: 470, y: 55 },
    renewing: { x: 585, y: 160 },
    denied: { x: 75, y: 180 },
    failed_for_now: { x: 285, y: 190 },
    signed_out: { x: 180, y: 290 },
    signing_out: { x: 470, y: 290 },
  },
}

export const narrow: MachineLayout = {
  width: 320,
  height: 430,
  places: {
    idle: { x: 70, y: 45 },
    signing_in: { x: 240, y: 75 },
    signed_in: { x: 80, y: 155 },
    renewing: { x: 245, y: 200 },
    denied: { x: 70, y: 265 },
    failed_for_now: { x: 245, y: 300 },
    signing_out: { x: 90, y: 345 },
    signed_out: { x: 220, y: 400 },
  },
}

/** A curve from the rim of one state to that of the other, bent to the left, so that the way back is another one. */
export function curve(from: Point, to: Point): string {
  if (from === to) return loop(from)
  const dx = to.x - from.x
  const dy = to.y - from.y
  const length = Math.hypot(dx, dy)
  const bend = 10 + length * 0.09
  const middle = {
    x: (from.x + to.x) / 2 + (dy / length) * bend,
    y: (from.y + to.y) / 2 - (dx / length) * bend,
  }
  const start = rim(from, middle)
  const end = rim(to, middle)
  return `M${start.x} ${start.y} Q${middle.x} ${middle.y} ${end.x} ${end.y}`
}

function loop({ x, y }: Point): string {
  const top = y - nodeHeight / 2
  return `M${x - 14} ${top} C${x - 24} ${top - 24} ${x + 24} ${top - 24} ${x + 14} ${top}`
}

/** Where the straight line from a state's centre leaves its box. */
function rim({ x, y }: Point, towards: Point): Point {
  const dx = towards.x - x
  const dy = towards.y - y
  const scale = Math.min(
    (nodeWidth / 2 + 3) / Math.abs(dx || 1e-9),
    (nodeHeight / 2 + 3) / Math.abs(dy || 1e-9),
  )
  return { x: round(x + dx * scale), y: round(y + dy * scale) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
