/** One bundle as esbuild accounts for it. */
export interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

export function packagesIn(metafiles: readonly Metafile[]): Map<string, number>;
export function notices(metafiles: readonly Metafile[]): string;
export function metafiles(): Metafile[];
