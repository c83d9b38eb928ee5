/** Values of shell variables by name. */
export type Variables = ReadonlyMap<string, string>;

/** Ways to set a variable in a script, a Dockerfile, or on the command line of a container. */
const SETTINGS: readonly RegExp[] = [
  /(?:^|[\s;&(])(?:export[ \t]+|readonly[ \t]+|local[ \t]+|declare(?:[ \t]+-\w+)?[ \t]+|-e[ \t]+|--env[ \t=]+)?([A-Za-z_]\w{0,80})=("(?:[^"\\]|\\[^])*"|'[^']*'|[^\s;&|<>()"']*)/g,
  /^[ \t]*(?:ENV|ARG)[ \t]+([A-Za-z_]\w{0,80})[ \t](\S.*)$/gm,
  // Units of systemd and Podman.
  /^[ \t]*Environment=["']?([A-Za-z_]\w{0,80})=([^"'\n]*)/gm,
  /:[ \t]*\$\{([A-Za-z_]\w{0,80}):?=([^}]*)\}/g,
  /^[ \t]*\$(?:env:)?([A-Za-z_]\w{0,80})[ \t]*=[ \t]*("[^"\n]*"|'[^'\n]*'|[\w./:-]+)[ \t]*$/gm,
];

/** Arrays, as scripts collect flags in: `ARGS=(--tp 8)` and `ARGS+=(--dp 2)`. */
const ARRAYS = /(?:^|[\s;&])([A-Za-z_]\w{0,80})(\+?)=\(([^)]*)\)/g;

/** Lines whose settings count only where nothing else sets a name. */
const COMMENTS = /^[ \t]*(?:#(?!SBATCH|PBS).*|\/\/.*)$/gm;

/**
 * Variables that a text sets. The first setting of a name stands, unless it refers to itself: later ones are mostly
 * branches that are not taken.
 */
export function variablesIn(whole: string): Map<string, string> {
  const found = settingsIn(whole.replace(COMMENTS, ''));
  // What nothing else sets, a comment may say how to call it with: `# MODEL=a ./serve.sh`.
  const comments = [...whole.matchAll(COMMENTS)].map(([line]) => line.replace(/^[ \t]*(?:#|\/\/)/, ''));
  for (const [name, value] of settingsIn(comments.join('\n')))
    if (!found.has(name)) found.set(name, value.replace(/[,.]$/, ''));
  return found;
}

function settingsIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', more, body = ''] of text.matchAll(ARRAYS)) {
    const words = body.split('\n').map(withoutComment).join(' ').trim();
    const before = more === '+' ? found.get(name) : undefined;
    if (more === '+' || !found.has(name)) found.set(name, before ? `${before} ${words}` : words);
  }
  for (const pattern of SETTINGS) {
    for (const [, name = '', written = ''] of text.matchAll(pattern)) {
      const value = ownDefault(unquoted(written.trim()), name);
      // `X=$(…)` is what a command prints, which the text does not say.
      if (value.endsWith('$')) continue;
      if (!found.has(name) && !refersTo(value, name)) found.set(name, value);
    }
  }
  return found;
}

function withoutComment(line: string): string {
  const at = line.startsWith('#') ? 0 : line.indexOf(' #');
  return (at < 0 ? line : line.slice(0, at)).trim();
}

function unquoted(text: string): string {
  const [, mark, inner] = /^(["'])([^]*)\1$/.exec(text) ?? [];
  if (inner === undefined) return text;
  return mark === '"' ? inner.replace(/\\(["\\$`])/g, '$1') : inner;
}

/** `MODEL=${MODEL:-default}` sets the default where nothing else does. */
function ownDefault(value: string, name: string): string {
  const [, own, fallback] = /^\$\{(\w+):?[-=]([^}]*)\}$/.exec(value) ?? [];
  return fallback !== undefined && (own === name || /^\d+$/.test(own ?? '')) ? fallback : value;
}

const refersTo = (value: string, name: string) => new RegExp(`\\$\\{?${name}\\b`).test(value);

/** `$X`, `${X}`, `${X:-default}`, `${X[@]}` and Kubernetes' `$(X)`. */
const USES = /\$(?:\{([A-Za-z_]\w*)(?:\[[@*]\])?(?::?[-=]([^}]*))?\}|\(([A-Za-z_]\w*)\)|([A-Za-z_]\w*))/g;
/** Arguments of a script or of one of its functions, and places that only a template fills. */
const PLACES = /\$\d|\$\{[^}]*\}/;
/** `%X%` of Windows, which counts where the text sets it, and `$env:X` of PowerShell. */
const WINDOWS = /%([A-Za-z_]\w*)%|\$env:([A-Za-z_]\w*)/g;
/** `${{ env.X }}` of workflows, as a shell has it. */
export const withoutExpressions = (text: string): string =>
  text.replace(/\$\{\{[ \t]{0,9}(?:env|vars|inputs)\.([A-Za-z_]\w*)[ \t]{0,9}\}\}/g, '${$1}');
/** Variables within variables are no deeper than this. */
const DEEPEST = 5;
/** Texts that grow beyond this while variables are put in are left as they are. */
const LONGEST = 200_000;

/** A text with the variables put in that are known; others stay as they are written. */
export function withVariables(text: string, variables: Variables): string {
  let now = withoutExpressions(text).replace(
    WINDOWS,
    (all, percent?: string, shell?: string) => variables.get(percent ?? shell ?? '') ?? all,
  );
  for (let depth = 0; depth < DEEPEST; depth++) {
    // An array in quotes is as many words as it has, and may hold others.
    const next = now
      .replace(/"(\$\{\w+\[[@*]\]\})"/g, '$1')
      .replace(USES, (all, braced?: string, fallback?: string, bracketed?: string, bare?: string) => {
        const value = variables.get(braced ?? bracketed ?? bare ?? '');
        return value !== undefined && value !== '' ? value : (fallback ?? value ?? all);
      });
    if (next === now || next.length > LONGEST) return now;
    now = next;
  }
  return now;
}

/** The first variable in a text that nothing sets; `null` where there is none. */
export function unsetVariable(text: string): string | null {
  return new RegExp(`${USES.source}|${PLACES.source}`).exec(text)?.[0] ?? null;
}
