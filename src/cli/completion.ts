import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof SHELLS)[number];

/** One command as a shell completes it. */
interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly {
    readonly flags: readonly string[];
    readonly description: string;
    readonly values: readonly string[] | null;
  }[];
  /** What its first argument may be; empty for a file. */
  readonly values: readonly string[];
}

/** A script that completes commands, options, their values and files; made from the commands there are. */
export function completionScript(program: Command, shell: ShellName): string {
  const commands = program.commands.map(completed);
  return { bash, zsh, fish }[shell](program.name(), commands);
}

function completed(command: Command): Completed {
  return {
    name: command.name(),
    description: command.description(),
    options: [
      ...command.options.map(optionOf),
      { flags: ['--help'], description: 'say what it does', values: null },
    ],
    values: command.registeredArguments[0]?.argChoices ?? [],
  };
}

/** `values` is `null` for a flag, and empty for a value that may be anything. */
function optionOf({
  short,
  long,
  description,
  argChoices,
  required,
  optional,
}: Option): Completed['options'][number] {
  const flags = [short, long].filter((flag) => flag !== undefined);
  return { flags, description, values: required || optional ? (argChoices ?? []) : null };
}

const withValues = ({ options }: Completed) =>
  options.flatMap(({ flags, values }) => (values === null ? [] : [{ flags, values }]));

const flagsOf = ({ options }: Completed) => options.flatMap(({ flags }) => flags);

/** Nothing to offer means a file: that is what `-o default` does. */
function bash(program: string, commands: readonly Completed[]): string {
  const values = commands.flatMap((command) =>
    withValues(command).map(
      ({ flags, values: choices }) =>
        `    ${flags.map((flag) => `'${command.name} ${flag}'`).join('|')}) words='${choices.join(' ')}' ;;`,
    ),
  );
  const rest = commands.map(
    (command) =>
      `        ${command.name}) case $current in -*) words='${flagsOf(command).join(' ')}' ;; *) words='${command.values.join(' ')}' ;; esac ;;`,
  );
  return `# ${program} completion bash >> ~/.bashrc
_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${commands.map(({ name }) => name).join(' ')} --help --version'
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD - 1]}" in
${values.join('\n')}
    *)
      case \${COMP_WORDS[1]} in
${rest.join('\n')}
      esac ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${program} ${program}
`;
}

function zsh(program: string, commands: readonly Completed[]): string {
  const values = commands.flatMap((command) =>
    withValues(command).map(({ flags, values: choices }) => {
      const offer = choices.length > 0 ? `compadd -- ${choices.join(' ')}` : '_files';
      return `    ${flags.map((flag) => `'${command.name} ${flag}'`).join('|')}) ${offer}; return ;;`;
    }),
  );
  const rest = commands.map(
    (command) =>
      `    ${command.name}) flags=(${flagsOf(command).join(' ')}); values=(${command.values.join(' ')}) ;;`,
  );
  return `#compdef ${program}
# ${program} completion zsh > a folder of $fpath, as _${program}
_${program}() {
  local -a commands flags values
  if (( CURRENT == 2 )); then
    commands=(
${commands.map(({ name, description }) => `      ${quoted(`${name}:${description}`)}`).join('\n')}
    )
    _describe command commands
    return
  fi
  case "\${words[2]} \${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case \${words[2]} in
${rest.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then compadd -- $flags
  elif (( $#values )); then compadd -- $values
  else _files
  fi
}
if [[ $funcstack[1] == _${program} ]]; then _${program} "$@"; else compdef _${program} ${program}; fi
`;
}

function fish(program: string, commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, description, options, values }) => {
    const inside = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c ${program} -f -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
      ...options.map(({ flags, description: what, values: choices }) => {
        const names = flags.map((flag) =>
          flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
        );
        const value = choices === null ? '' : choices.length > 0 ? ` -xa '${choices.join(' ')}'` : ' -r';
        return `${inside} ${names.join(' ')}${value} -d ${quoted(what)}`;
      }),
      ...(values.length > 0 ? [`${inside} -f -a '${values.join(' ')}'`] : []),
    ];
  });
  return `# ${program} completion fish > ~/.config/fish/completions/${program}.fish\n${lines.join('\n')}\n`;
}

/** A text in single quotes, for any shell. */
const quoted = (text: string): string => `'${text.replace(/'/g, '’')}'`;
