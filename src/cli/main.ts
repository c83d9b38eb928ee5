import { Argument, Command, CommanderError, Option } from 'commander';
import {
  analyzeFile,
  catalogText,
  importFile,
  checkFiles,
  schemaText,
  type AnalyzeFormat,
  type CheckFormat,
  type Outcome,
} from './commands.js';
import { writeReport } from './report.js';
import { sweepFile, type SweepCall } from './sweep.js';
import { answerAsWorker } from './sweepWorkers.js';
import packageJson from '../../package.json' with { type: 'json' };

const UNUSABLE = 2;

function end({ exitCode, out, err }: Outcome): void {
  process.stdout.write(out);
  process.stderr.write(err);
  process.exitCode = exitCode;
}

const formats = (...choices: string[]) =>
  new Option('--format <format>', 'how to print it').choices(choices).default(choices[0]);

const program = new Command('decodeplan')
  .description('Plan how to serve large language models: KV cache memory, MLA savings, LPX break-even.')
  .version(packageJson.version)
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .addHelpText(
    'after',
    '\nExit codes: 0 all well, 1 a plan is invalid or misses its targets, 2 the call or a file cannot be used.',
  );

program
  .command('check')
  .description('say what is wrong with plans, and whether an option of each serves all its workloads')
  .argument('<files...>', 'plans; - reads standard input')
  .addOption(formats('text', 'json', 'sarif', 'github'))
  .addHelpText('after', '\nExample:\n  $ decodeplan check plans/*.decodeplan')
  .action((files: string[], { format }: { format: CheckFormat }) => end(checkFiles(files, format)));

program
  .command('analyze')
  .description('print the full answer to a plan')
  .argument('<file>', 'a plan; - reads standard input')
  .addOption(formats('text', 'json', 'markdown', 'csv'))
  .addHelpText('after', '\nExample:\n  $ decodeplan analyze agents.decodeplan --format json | jq .breakEven')
  .action((file: string, { format }: { format: AnalyzeFormat }) => end(analyzeFile(file, format)));

program
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
  .addHelpText(
    'after',
    '\nExample:\n  $ decodeplan sweep agents.decodeplan --set workloads.agents.speed=50..200/16 --set options.lpx.lpx.price=2M,3M,4M',
  )
  .action(async (file: string, call: SweepCall) => {
    process.exitCode = await sweepFile(file, call);
  });

program
  .command('report')
  .description('write the whole answer as a document to pass on: verdict, charts, tables, assumptions')
  .argument('<file>', 'a plan; - reads standard input')
  .requiredOption('-o, --output <out>', 'OUT.html, which needs no network and prints well, or OUT.md')
  .addHelpText('after', '\nExample:\n  $ decodeplan report agents.decodeplan -o agents.html')
  .action((file: string, { output }: { output: string }) => end(writeReport(file, output)));

program
  .command('import')
  .description('turn a config.json into a model, a vLLM log or a benchmark result into a calibration')
  .argument('<file>', 'config.json, a start-up log of vLLM, or the JSON of vllm bench or InferenceX')
  .addHelpText('after', '\nExample:\n  $ decodeplan import vllm.log >> agents.decodeplan')
  .action((file: string) => end(importFile(file)));

program
  .command('schema')
  .description("print the JSON Schema of the file, or of analyze's JSON")
  .option('--result', "of analyze's JSON")
  .action(({ result }: { result?: boolean }) => end(schemaText(result ?? false)));

program
  .command('catalog')
  .description('list what the catalogue knows, with sources')
  .addArgument(new Argument('[catalogue]', 'models, accelerators, speculators, acceptance, hosted, or an id'))
  .argument('[id]', 'an entry')
  .addOption(formats('text', 'json'))
  .action((first: string | undefined, second: string | undefined, { format }: { format: 'text' | 'json' }) =>
    end(catalogText(first, second, format)),
  );

// A sweep's workers run this very file.
if (!answerAsWorker()) {
  program.parseAsync().catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : UNUSABLE;
  });
}
