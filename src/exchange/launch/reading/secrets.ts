/** Names of variables and flags whose value is a secret. */
const SECRET_NAME =
  /(?:token|api[-_]?key|access[-_]?key|secret|passw(?:or)?d|credential|auth(?:orization)?)s?$/i;
/** Names that end like one and count tokens. */
const COUNTS = /(?:max|num|batched|prefill|draft|speculative|total|reserved)[\w-]*tokens?$/i;
/** Values that are secrets whatever their name: tokens of known makers, and passwords inside addresses. */
const SECRET_VALUES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:hf_|sk-|nvapi-|ghp_|github_pat_|xox[abp]-|AKIA)[\w-]{6,}/g, '…'],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g, '…'],
  [/(:\/\/)[^\s/@:]{1,100}:[^\s/@]{1,200}@/g, '$1…@'],
  [/(Bearer[\s:=]{1,9})\S+/gi, '$1…'],
];

/** Whether what is called so keeps a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !COUNTS.test(name);
}

/** A text that is shown to people or put into a plan, without the secrets in it. */
export function withoutSecrets(text: string): string {
  const named = text.replace(
    /(["']?)\b([\w-]{2,60})\1([=:]\s*|\s+)(["']?)([^\s"',}]+)\4/g,
    (all, open: string, name: string, between: string, quote: string) =>
      // A word behind a space is a value only where the name is a flag's.
      isSecretName(name) && (/[=:]/.test(between) || text.includes(`-${name}`))
        ? `${open}${name}${open}${between}${quote}…${quote}`
        : all,
  );
  return SECRET_VALUES.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), named);
}
