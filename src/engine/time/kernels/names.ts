/** A term's name without the format that it was measured in: what stands in where a format was not measured. */
export function genericName(name: string): string {
  return name
    .replace(/^(linear (?:latent |sparse |compressed )?)\S+ (\S+)$/, '$1$2')
    .replace(/^experts \S+ /, 'experts ')
    .replace(/ (narrow|wide)/, '')
    .replace(/^reduce (plain|latent|sparse|compressed)/, 'reduce');
}

/** What a coefficient cannot be below: bytes and products take their time at the data sheet, and nothing is negative. */
export function leastCoefficient(name: string): number {
  if (/^(reduce|exchange) /.test(name)) return 0;
  // Bytes of linear layers stand for their products where these take longer.
  if (/^linear .*products$/.test(name)) return 0;
  return /( bytes| first| products)$|^products /.test(name) ? 1 : 0;
}
