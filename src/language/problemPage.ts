/** Section of the page about problems (docs/diagnostics.md) that explains a code. */
export function sectionOf(code: string): string {
  // YAML's own rules share one section, unless we say more about one.
  const own = ['yaml-key', 'yaml-merge'];
  return code.startsWith('yaml-') && !own.includes(code) ? 'yaml' : code;
}
