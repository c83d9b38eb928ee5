import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { AnalyzeFormat, CheckFormat, Outcome } from './commands.js';
import type { ComparedFormat } from './compare.js';
import { completionScript, SHELLS, type ShellName } from './completion.js';
import type { Deployment } from '../exchange/launch/deployment.js';
import { ENTRY_KINDS, type EntryKind } from './entryKinds.js';
import type { HistoryCall } from './git/history.js';
import type { ReportCall } from './report.js';
import type { SweepCall } from './sweep.js';
import { currency, showMoneyOf } from './currency.js';

/** Loaded when a command runs: `--help` and `--version` need neither the engine nor the catalogue. */
const commands = () => import('./commands.js');

/** Prints what a command said, and ends as it did. */
function end({ exitCode, out, err }: Outcome): void {
  process.stdout.write(out);
  process.stderr.write(err);
  process.exitCode = exitCode;
}

const formats = (...choices: string[]) =>
  new Option('--format <format>', 'how to print it').choices(choices).default(choices[0]);

/** Examples and exit codes below a command's help. */
function teaching(command: Command, examples: readonly string[], exits: string): Command {
  const lines = examples.map((example) => `  $ decodeplan ${command.name()} ${example}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}\n\nExit codes: ${exits}`);
}

const catalogue = () =>
  new Option(
    '--catalog <file>',
    'a price book; by default decodeplan.catalog.yaml beside the plan or in a folder above it',
  );

const TEXT_EXITS = '0 well, 1 the plan is invalid, 2 the call or a file cannot be used.';
const ANY_EXITS = '0 well, 2 the call cannot be used.';

/** The command line, as a tree that help, completion and tests can read. */
export function createProgram(): Command {
  const program = new Command('decodeplan')
    .description('Plan how to serve large language models: KV cache memory, MLA savings, LPX break-even.')
    .version(packageJson.version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .hook('preAction', (_, call) => showMoneyOf(call))
    .addHelpText(
      'after',
      `
Start here:
  $ decodeplan check plan.decodeplan               does it fit, and is it fast enough?
  $ decodeplan analyze plan.decodeplan             every number
  $ decodeplan report plan.decodeplan -o plan.html to pass on
  $ decodeplan help sweep                          what a command does, with examples

Exit codes: 0 all well, 1 a plan is invalid or misses its targets, 2 the call or a file cannot be used,
70 a fault of Decode Plan itself.`,
    );
  addCheck(program);
  addAnalyze(program);
  addCompare(program);
  addSummary(program);
  addSweep(program);
  addReport(program);
  addHistory(program);
  addImport(program);
  addExport(program);
  addSchema(program);
  addCatalog(program);
  addMcp(program);
  addCompletion(program);
  return program;
}

function addCheck(program: Command): void {
  const command = program
    .command('check')
    .description('say what is wrong with plans, and whether an option of each serves all its workloads')
    .argument('<files...>', 'plans, folders or globs of plans; - reads standard input')
    .option(
      '--against <base>',
      'tell what changed in the results since another version: a plan, - or a folder with plans of the same names',
    )
    .addOption(formats('text', 'json', 'markdown', 'sarif', 'github', 'gitlab'))
    .addOption(catalogue())
    .addOption(currency())
    .action(async (files: string[], call: { format: CheckFormat; against?: string; catalog?: string }) =>
      end((await import('./compare.js')).checkPlans(files, call)),
    );
  teaching(
    command,
    [
      'plans/',
      "'plans/**/*.decodeplan' --format sarif > decodeplan.sarif",
      'plans/ --against ../main/plans --format markdown',
      'agents.decodeplan --against - < yesterday.decodeplan',
    ],
    '0 all are valid and meet their targets, 1 one does not (whatever the base did), 2 the call or a file cannot be used.',
  );
}

function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('hold two plans against each other, also of different models: inputs, costs and verdicts')
    .argument('<before>', 'a plan; - reads standard input')
    .argument('<after>', 'another plan; - reads standard input')
    .addOption(formats('text', 'json', 'markdown'))
    .addOption(catalogue())
    .addOption(currency())
    .action(async (before: string, after: string, call: { format: ComparedFormat; catalog?: string }) =>
      end((await import('./compare.js')).compareTwo(before, after, call)),
    );
  teaching(
    command,
    ['v3.2.decodeplan v4.decodeplan', 'owner.decodeplan renter.decodeplan --format markdown'],
    '0 both are valid, 1 one is not, 2 the call or a file cannot be used.',
  );
}

function addSummary(program: Command): void {
  const command = program
    .command('summary')
    .description('put many plans into one table: fit, cost, winner and LPX attach rate, weighted by tokens')
    .argument('<files...>', 'plans, folders or globs of plans; - reads standard input')
    .addOption(formats('text', 'json', 'markdown', 'csv'))
    .addOption(catalogue())
    .addOption(currency())
    .action(async (files: string[], { format, catalog }: { format: AnalyzeFormat; catalog?: string }) => {
      process.exitCode = await (await import('./summary.js')).summarizeFiles(files, format, catalog);
    });
  teaching(
    command,
    ['plans/', 'plans/ --format csv > attach.csv'],
    '0 well, 1 a plan is invalid, 2 the call or a file cannot be used, 130 ended by Ctrl-C.',
  );
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number below a million.');
  return Number(text);
}

function addAnalyze(program: Command): void {
  const command = program
    .command('analyze')
    .description('print the full answer to a plan')
    .argument('<file>', 'a plan; - reads standard input')
    .addOption(formats('text', 'json', 'markdown', 'csv'))
    .option('--samples <count>', 'draws over the ranges, for `uncertainty` (json)', wholeNumber, 0)
    .addOption(catalogue())
    .addOption(currency())
    .action(
      async (
        file: string,
        { format, samples, catalog }: { format: AnalyzeFormat; samples: number; catalog?: string },
      ) => end((await commands()).analyzeFile(file, format, samples, catalog)),
    );
  teaching(
    command,
    [
      'agents.decodeplan',
      'agents.decodeplan --format json | jq .breakEven',
      'agents.decodeplan --format json --samples 512 | jq .uncertainty',
      'agents.decodeplan --format csv > agents.csv',
    ],
    TEXT_EXITS,
  );
}

function addSweep(program: Command): void {
  const command = program
    .command('sweep')
    .description('answer a plan over a grid of inputs, in order, on every core')
    .argument('<file>', 'a plan; - reads standard input')
    .option(
      '--set <path=values>',
      'PATH=A,B,C or PATH=LOW..HIGH/STEPS; may be given several times',
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .addOption(formats('ndjson', 'csv'))
    .addOption(catalogue())
    .option(
      '--shard <i/n>',
      'only part I of N, counted from 1; the parts together are the whole, byte for byte',
    )
    .option('--jobs <k>', 'worker threads; by default one a core')
    .option('-o, --output <out>', 'file to write to; by default standard output')
    .option(
      '--resume',
      'continue an output that was interrupted; it ends up byte for byte as if it had not been',
    )
    .action(async (file: string, call: SweepCall) => {
      const { sweepFile } = await import('./sweep.js');
      process.exitCode = await sweepFile(file, call);
    });
  teaching(
    command,
    [
      'agents.decodeplan --set workloads.agents.speed=50..200/16',
      'agents.decodeplan --set options.lpx.lpx.price=2M,3M,4M --format csv -o prices.csv',
      'agents.decodeplan --set workloads.agents.concurrency=100..9000/500 -o part-2.ndjson --shard 2/8 --resume',
    ],
    '0 well, 2 the call or a file cannot be used, 130 ended by Ctrl-C, 143 by a scheduler.',
  );
}

function addReport(program: Command): void {
  const command = program
    .command('report')
    .description('write the whole answer as a document to pass on: verdict, charts, tables, assumptions')
    .argument('<file>', 'a plan; - reads standard input')
    .option(
      '-o, --output <out>',
      'where to; its ending says what as. By default beside you, named after the plan',
    )
    .addOption(
      new Option(
        '--format <format>',
        'html needs no network and prints well; xlsx is a workbook whose costs follow its assumptions; csv holds the numbers',
      ).choices(['html', 'md', 'pdf', 'xlsx', 'csv']),
    )
    .option(
      '--samples <count>',
      'draws over the ranges: 256 where it is left out, as in the panel; none if 0',
      wholeNumber,
    )
    .addOption(catalogue())
    .addOption(currency())
    .action(async (file: string, call: ReportCall) =>
      end(await (await import('./report.js')).writeReport(file, call)),
    );
  teaching(
    command,
    [
      'agents.decodeplan -o agents.html',
      'agents.decodeplan --format pdf',
      'agents.decodeplan -o budget.xlsx',
    ],
    TEXT_EXITS,
  );
}

function addHistory(program: Command): void {
  const command = program
    .command('history')
    .description('tell how the results of a plan changed over the commits of its file')
    .argument('<file>', 'a plan that Git keeps')
    .addOption(formats('text', 'json', 'markdown'))
    .option('--most <count>', 'commits to look at, the newest', wholeNumber, 40)
    .addOption(catalogue())
    .addOption(currency())
    .action(async (file: string, call: HistoryCall) =>
      end((await import('./git/history.js')).historyOf(file, call)),
    );
  teaching(
    command,
    ['agents.decodeplan', 'agents.decodeplan --format markdown --most 10'],
    '0 well, 2 the call or the file cannot be used, or Git knows nothing of it.',
  );
}

function addImport(program: Command): void {
  const command = program
    .command('import')
    .description(
      'turn a config.json, a launch command, measurements or a log of requests into members of a plan',
    )
    .argument(
      '<files...>',
      'a config.json; scripts, compose files, manifests or charts that start vLLM, SGLang or TensorRT-LLM; their logs, at the start and running; results of vllm bench, SGLang, AIPerf, GuideLLM, InferenceX or llm-d; a log of requests (CSV, lines of JSON, Mooncake, Azure, BurstGPT, LiteLLM, OpenAI usage); - reads standard input',
    )
    .action(async (files: string[]) => end((await import('./importFile.js')).importFiles(files)));
  teaching(
    command,
    [
      'vllm.log bench.json >> agents.decodeplan',
      './config.json',
      'serve.sh',
      'requests.csv >> agents.decodeplan',
    ],
    '0 well, 1 a model is refused, 2 nothing in it can be used, or the call cannot.',
  );
}

function addExport(program: Command): void {
  const command = program
    .command('export')
    .description('write what starts one replica of an option: a command, a manifest, values or a graph')
    .argument('<file>', 'a plan; - reads standard input')
    .option('--option <name>', 'which option; may be left out where the plan has one')
    .addOption(formats('command', 'kubernetes', 'helm', 'llm-d', 'dynamo'))
    .addOption(catalogue())
    .action(async (file: string, call: { option?: string; format: Deployment; catalog?: string }) =>
      end((await import('./exportDeployment.js')).exportDeployment(file, call)),
    );
  teaching(
    command,
    [
      'agents.decodeplan --option as-is',
      'agents.decodeplan --option as-is --format kubernetes > decode.yaml',
    ],
    '0 well, 1 the plan is invalid or no command starts the option, 2 the call or a file cannot be used.',
  );
}

function addSchema(program: Command): void {
  const command = program
    .command('schema')
    .description("print the JSON Schema of the file, of analyze's JSON, or of a price book")
    .option('--result', "of analyze's JSON")
    .option('--catalog', 'of a price book: decodeplan.catalog.yaml')
    .action(async ({ result, catalog }: { result?: boolean; catalog?: boolean }) =>
      end((await commands()).schemaText(result ? 'result' : catalog ? 'catalog' : 'plan')),
    );
  teaching(command, ['> plan.schema.json', '--result > result.schema.json'], ANY_EXITS);
}

function addCatalog(program: Command): void {
  const command = program
    .command('catalog')
    .description('list what the catalogue knows, with sources')
    .addArgument(
      new Argument('[catalogue]', 'models, accelerators, speculators, acceptance, hosted, or an id'),
    )
    .argument('[id]', 'an entry')
    .addOption(formats('text', 'json'))
    .option(
      '--check <file>',
      'say what is wrong with a price book, or with entries to be sent: JSON of one entry or a list of one kind; - reads standard input',
    )
    .addOption(
      new Option('--kind <kind>', 'what the entries to check are; by default told by their members').choices(
        ENTRY_KINDS,
      ),
    )
    .action(
      async (
        first: string | undefined,
        second: string | undefined,
        { format, check, kind }: { format: 'text' | 'json'; check?: string; kind?: EntryKind },
      ) => {
        if (check === undefined) end((await commands()).catalogText(first, second, format));
        else end((await import('./catalogCheck.js')).checkEntries(check, kind ?? null));
      },
    );
  teaching(
    command,
    [
      'accelerators',
      'deepseek-v4-pro',
      'models --format json | jq .models[].id',
      '--check decodeplan.catalog.yaml',
      '--check my-accelerator.json',
      '--check rows.json --kind coefficients',
    ],
    '0 well, 1 an entry is at fault, 2 the call or the file cannot be used.',
  );
}

function addMcp(program: Command): void {
  const command = program
    .command('mcp')
    .description(
      'serve the plans of a folder to agents by the Model Context Protocol, on standard input and output',
    )
    .argument('[folder]', 'the folder; nothing outside it is read', '.')
    .action(async (folder: string) => (await import('./mcp/main.js')).serveMcp(folder));
  teaching(command, ['', 'plans/'], '0 when the client goes, 2 the folder cannot be served.');
}

function addCompletion(program: Command): void {
  const command = program
    .command('completion')
    .description('print a script that lets a shell complete commands, options and files')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .action((shell: ShellName) => end({ exitCode: 0, out: completionScript(program, shell), err: '' }));
  teaching(
    command,
    [
      'bash >> ~/.bashrc',
      'zsh > "${fpath[1]}/_decodeplan"',
      'fish > ~/.config/fish/completions/decodeplan.fish',
    ],
    ANY_EXITS,
  );
}
