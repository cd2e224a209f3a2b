/** The longest time that a step waits for the network, in milliseconds. */
export const stepBoundMs = 5000
