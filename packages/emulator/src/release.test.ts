import { describe, expect, it } from 'vitest'
import { aRelease, knowsAssociative, registersLookerCli, servesVersion3 } from './release'

describe('a release', () => {
  it.each(['23.14', '22.0', '23.17.99', '6.24'])('%s still serves 3.x', release => {
    expect(servesVersion3(release)).toBe(true)
  })

  it.each(['23.18', '23.18.4', '24.0', '26.12'])('%s serves no 3.x', release => {
    expect(servesVersion3(release)).toBe(false)
  })

  it('knows associative in 3.1, in 4.0 before 26.8, and not in 3.0', () => {
    expect(knowsAssociative('3.1', '23.14')).toBe(true)
    expect(knowsAssociative('4.0', '26.7')).toBe(true)
    expect(knowsAssociative('4.0', '26.8')).toBe(false)
    expect(knowsAssociative('3.0', '23.14')).toBe(false)
  })

  it("registers the app of Looker's command line from 26.10", () => {
    expect(['23.14', '26.8', '26.9.9'].filter(registersLookerCli)).toEqual([])
    expect(['26.10', '26.10.3', '26.12', '27.0'].filter(registersLookerCli)).toHaveLength(4)
  })

  it.each(['', '26', 'v26.12', '26.12-rc', 26.12, null])('is not %j', value => {
    expect(aRelease(value)).toBe('must be a Looker release such as "26.12"')
  })
})
