/** Plans of any size, for measuring growth: workloads and options that differ from each other. */

/** What a measured plan is made of. */
export interface PlanSize {
  readonly model: string;
  readonly gpus: string;
  readonly workloads: number;
  readonly options: number;
  /** Whether every third option has LPX racks and every second one speculation. */
  readonly lpx: boolean;
}

/** The text of a plan with so many workloads and options. */
export function planText({ model, gpus, workloads, options, lpx }: PlanSize): string {
  const share = 100 / workloads;
  const lines = [`decodeplan: 1`, `title: A plan for measuring`, `model: ${model}`, `workloads:`];
  for (let i = 0; i < workloads; i++) {
    lines.push(
      `  w${i}:`,
      `    share: ${share}%`,
      `    concurrency: ${40 + 3 * (i % 50)}`,
      `    context: { p50: ${4 + (i % 40)}K, p95: ${48 + (i % 40)}K }`,
      `    output: 800`,
      `    speed: ${20 + (i % 20)} tok/s`,
      `    demand: ${100 + i}M tokens/day`,
    );
  }
  lines.push(`gpus: ${gpus}`, `options:`);
  for (let i = 0; i < options; i++) lines.push(`  o${i}: ${optionText(i, lpx)}`);
  lines.push(`economics: { electricity: 0.08 USD/kWh, amortization: 4 years, utilization: 60% }`);
  return `${lines.join('\n')}\n`;
}

function optionText(index: number, lpx: boolean): string {
  const speculation = `speculation: { method: ${lpx ? 'dspark' : 'eagle3'}, draftTokens: ${2 + (index % 5)}, acceptance: ${(1.6 + (index % 10) / 10).toFixed(1)} }`;
  if (lpx && index % 3 === 2)
    return `{ lpx: { racks: auto, role: auto, price: ${2 + (index % 10) / 10}M USD }, ${speculation} }`;
  return index % 2 === 1 ? `{ ${speculation} }` : `{ serving: { memoryUtilization: ${85 + (index % 10)}% } }`;
}
