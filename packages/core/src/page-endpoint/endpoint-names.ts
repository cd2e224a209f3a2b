/** What the sentences of an endpoint call it. */
export interface EndpointNames {
  /** The function that makes it, such as `createTokenEndpoint()`. */
  readonly creator: string
  /** Such as `token endpoint`. */
  readonly endpoint: string
  /** The option that says who sent a request, such as `userFor`. */
  readonly userOption: string
  /** What asks it in a page, such as `backendGrant()`. */
  readonly client: string
  /** What a page should have only one of, such as `session of backendGrant()`. */
  readonly shared: string
}
