import { nodeCrypto } from '../loading/node-crypto.js'

/** What a chain's folder holds. */
export interface Listing {
  /** The chain's random id; undefined in a folder that is not a whole chain. */
  readonly generation: string | undefined
  /** The numbers of the versions that are there, ascending. */
  readonly numbers: readonly number[]
  /** Files that are, or were, being written. */
  readonly temps: readonly string[]
  /** The version that stands. */
  readonly head: string | undefined
}

/** 128 random bits. */
export function randomName(): string {
  return nodeCrypto().randomBytes(16).toString('hex')
}

/** The name of a chain's anchor: an empty file whose name says the generation. */
export function anchorName(generation: string): string {
  return `generation.${generation}`
}

/** The name of a version's file, which is the version. */
export function versionName(generation: string, number: number): string {
  return `${generation}.${number}`
}

export function tempName(): string {
  return `temp.${randomName()}`
}

/** The version that follows. */
export function successor(version: string): string {
  const [generation = '', number] = version.split('.')
  return versionName(generation, Number(number) + 1)
}

/** Reads a folder's names. Names of other generations and names that are not ours are ignored. */
export function readListing(names: readonly string[]): Listing {
  const anchors = names.flatMap(name => /^generation\.([0-9a-f]{32})$/.exec(name)?.[1] ?? [])
  const generation = anchors.length === 1 ? anchors[0] : undefined
  const numbers = names
    .flatMap(name => {
      const [, of, number] = /^([0-9a-f]{32})\.([1-9]\d{0,14})$/.exec(name) ?? []
      return of !== undefined && of === generation ? Number(number) : []
    })
    .sort((a, b) => a - b)
  const last = numbers.at(-1)
  const head = generation === undefined || last === undefined ? undefined : versionName(generation, last)
  return { generation, numbers, temps: names.filter(name => name.startsWith('temp.')), head }
}
