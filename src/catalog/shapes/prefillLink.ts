/** Bytes per second of the network that carries a prompt's KV cache where the plan names no link: 400 Gb/s. */
export const DEFAULT_LINK = 50e9;
