import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { completionScript, SHELLS } from '../../../src/cli/completion.js';
import { createProgram } from '../../../src/cli/program.js';

const script = (shell: (typeof SHELLS)[number]) => completionScript(createProgram(), shell);

/** What bash offers for a line that ends where the cursor is. */
function offered(line: string): string[] {
  const words = line.split(' ');
  const { stdout, status, stderr } = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `${script('bash')}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}\n_decodeplan\nprintf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    { encoding: 'utf8' },
  );
  assert.deepEqual([status, stderr], [0, '']);
  return stdout.split('\n').filter((word) => word !== '');
}

void test('bash completes commands, options, their values and catalogues', () => {
  assert.deepEqual(offered('decodeplan ch'), ['check']);
  assert.ok(offered('decodeplan ').includes('sweep'));
  assert.deepEqual(offered('decodeplan check --f'), ['--format']);
  assert.deepEqual(offered('decodeplan check --format '), [
    'text',
    'json',
    'markdown',
    'sarif',
    'github',
    'gitlab',
  ]);
  assert.deepEqual(offered('decodeplan analyze --format m'), ['markdown']);
  assert.deepEqual(offered('decodeplan sweep plan.decodeplan --re'), ['--resume']);
  assert.deepEqual(offered('decodeplan completion '), [...SHELLS]);
});

void test('bash leaves files to itself', () => {
  assert.deepEqual(offered('decodeplan check pl'), []);
  assert.deepEqual(offered('decodeplan report plan.decodeplan -o '), []);
  assert.match(script('bash'), /^complete -o default -F _decodeplan decodeplan$/m);
});

void test('every shell knows every command and option', () => {
  for (const shell of SHELLS) {
    const text = script(shell);
    for (const command of createProgram().commands) {
      assert.ok(text.includes(command.name()), `${shell}: ${command.name()}`);
      for (const { long } of command.options)
        assert.ok(
          text.includes(shell === 'fish' ? `-l ${long?.slice(2) ?? ''}` : (long ?? '')),
          `${shell}: ${long ?? ''}`,
        );
    }
    assert.doesNotMatch(text, /undefined/);
  }
});

void test('scripts are read by their shells, where those are installed', (t) => {
  for (const shell of SHELLS) {
    const { error, status, stderr } = spawnSync(shell, ['-n'], { input: script(shell), encoding: 'utf8' });
    if (error) t.diagnostic(`${shell} is not installed here`);
    else assert.deepEqual([status, stderr], [0, ''], shell);
  }
});

void test('help teaches: every command shows examples that exist, and its exit codes', () => {
  const program = createProgram();
  for (const command of program.commands) {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    assert.match(help, /Examples:\n {2}\$ decodeplan /, command.name());
    assert.match(help, /Exit codes: 0 /, command.name());
    for (const [, option = ''] of help.matchAll(/^ {2}\$ .*?\s(--[a-z]+)/gm))
      assert.ok(
        command.options.some(({ long }) => long === option),
        `${command.name()} has no ${option}`,
      );
  }
});
