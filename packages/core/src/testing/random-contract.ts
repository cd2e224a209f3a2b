import type { Random } from '../runtime/random.js'
import { type ContractCase, check } from './contract.js'

/** What every Random must do. */
export function randomContract({ random }: { readonly random: Random }): ContractCase[] {
  return [
    {
      name: 'fraction() is at least 0 and below 1, and varies',
      async run() {
        const drawn = Array.from({ length: 200 }, () => random.fraction())
        check(
          drawn.every(value => value >= 0 && value < 1),
          'a value is out of range',
        )
        check(new Set(drawn).size > 100, 'the values repeat')
      },
    },
    {
      name: 'bytes() gives as many bytes as asked for, and other ones each time',
      async run() {
        for (const length of [0, 1, 16, 33])
          check(random.bytes(length).length === length, `not ${length} bytes`)
        const drawn = Array.from({ length: 100 }, () => random.bytes(16).join())
        check(new Set(drawn).size === drawn.length, 'the same 16 bytes twice')
      },
    },
  ]
}
