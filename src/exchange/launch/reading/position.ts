/** Programs that start other programs: what follows them is a command. */
const LAUNCHERS: ReadonlySet<string> = new Set([
  ...[
    'docker',
    'podman',
    'nerdctl',
    'singularity',
    'apptainer',
    'enroot',
    'kubectl',
    'srun',
    'mpirun',
    'mpiexec',
  ],
  ...[
    'nohup',
    'exec',
    'sudo',
    'time',
    'numactl',
    'taskset',
    'env',
    'timeout',
    'stdbuf',
    'setsid',
    'nsys',
    'ssh',
  ],
  ...[
    'uv',
    'uvx',
    'pixi',
    'poetry',
    'conda',
    'bash',
    'sh',
    'zsh',
    'torchrun',
    'ray',
    'tmux',
    'screen',
    'cmd',
  ],
  ...['trtllm-llmapi-launch', 'entrypoint', 'run', 'command', 'args', 'script', 'eval', 'ncu', 'proxychains'],
]);

const PROMPT = /^(?:\([^()]*\)\s*)?(?:[\w.-]+@[\w.-]+:[^\s$#]*[$#]|[$>%]|PS [^>]*>)\s+/;
const ENVIRONMENT = /^(?:export\s+)?(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|[^\s"']*)\s+)+/;
/** An item of a list, and the name of a member whose value begins here. */
const LEAD =
  /^(?:(?:[-*]|\d+\.)\s+)?(?:"?(?:command|args|cmd|run|exec|execstart|script|entrypoint)"?\s*[:=]\s*)?[|>]?\s*[["'`(]*\s*/i;

/**
 * Whether what follows `before`, the beginning of a line, is a command. In prose, comments, warnings and lines of a
 * log, other words stand before it.
 */
export function startsCommand(before: string): boolean {
  if (/^\s*(?:#|\/\/|<!--)/.test(before)) return false;
  const ticks = before.split('`').length - 1;
  if (ticks % 2 === 1 && before.endsWith('`')) return true;
  // What another command prints is a part of its word: `DIR="$(pwd)/x" vllm serve …`.
  const whole = before.replace(/\$\([^()\n]{0,200}\)/g, '_');
  const last = whole.split(/&&|\|\||[;|]|\s-l?c\s+["']|\$\(/).at(-1) ?? '';
  const rest = last.trimStart().replace(PROMPT, '').replace(LEAD, '').replace(ENVIRONMENT, '').trimStart();
  if (rest === '' || /^[A-Za-z_]\w*\+?=[("']*\s*$/.test(rest)) return true;
  const first = /^[^\s:=]+/.exec(rest)?.[0] ?? '';
  const name = first.slice(first.lastIndexOf('/') + 1);
  return (
    LAUNCHERS.has(name.toLowerCase()) ||
    /^(?:python[\d.]*|\$\{?\w+(?:\[[@*]\])?\}?"?|[\w.-]+\.sh)$/.test(name)
  );
}
