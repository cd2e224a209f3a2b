/** Orders that broke a promise once, by the name of their race: fast-check's seed and path. */
export const seeds: Readonly<Record<string, readonly { readonly seed: number; readonly path: string }[]>> = {}
