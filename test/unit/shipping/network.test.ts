import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

/** Ways out of a program, by the names that minifying keeps. */
const WAYS_OUT =
  /\b(?:fetch|XMLHttpRequest|WebSocket|WebTransport|EventSource|sendBeacon|RTCPeerConnection|importScripts)\b|["'](?:node:)?(?:http|https|http2|net|tls|dgram|dns|child_process|worker_threads)["']/g;

/** Files that bundles share or load when a call needs them, by their folder. */
const parts = (folder: string, ending = '.cjs') =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file}`);
const SHARED = [...parts('dist/shared'), ...parts('dist/shared', '.js')];
const PROGRAM = parts('dist/program');
const PAGE = parts('dist/webview', '.js');

/** What each bundle may use of them, and why. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'dist/extension.cjs': [],
  'dist/web/extension.js': [],
  ...Object.fromEntries(PAGE.map((file) => [file, []])),
  // The worker's script, from the extension's own folder; the page's policy allows no other address.
  'dist/webview/workings.js': ['fetch'],
  // Sweeps run on worker threads; commander can start programs as subcommands, and none is declared.
  'dist/cli.cjs': ['"node:child_process"', '"node:worker_threads"'],
  'dist/mcp.cjs': [],
  ...Object.fromEntries(SHARED.map((file) => [file, []])),
  'dist/documents/pdf.cjs': [],
  // Its ZIP library has a way to compress on worker threads.
  'dist/documents/xlsx.cjs': ['"worker_threads"', "'worker_threads'"],
  'dist/engine/esm/index.js': [],
  'dist/engine/cjs/index.js': [],
};

void test('nothing that ships can reach a network, but for the page fetching its own worker', () => {
  for (const [file, known] of Object.entries(KNOWN)) {
    const files = file === 'dist/cli.cjs' ? [file, ...PROGRAM] : [file];
    const found = new Set(files.flatMap((one) => readFileSync(one, 'utf8').match(WAYS_OUT) ?? []));
    assert.deepEqual([...found].sort(), [...known].sort(), file);
  }
  assert.equal(readFileSync('dist/webview/workings.js', 'utf8').match(/\bfetch\b/g)?.length, 1);
});

void test('what serves agents makes no code at run time', () => {
  for (const file of ['dist/mcp.cjs', ...SHARED])
    assert.doesNotMatch(readFileSync(file, 'utf8'), /\bnew Function\b|\beval\(/, file);
});
