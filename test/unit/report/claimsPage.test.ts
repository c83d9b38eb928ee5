import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { format, resolveConfig } from 'prettier';
import { claimsPage } from '../../claims/document.js';
import { perMegawatt, planOf, topSpeed, usersAtSpeed, withUsers } from '../../claims/answers.js';

const FILE = 'docs/claims.md';

void test('the page of claims is what the engine says now (npm run claims writes it)', async () => {
  const config = await resolveConfig(FILE);
  assert.equal(readFileSync(FILE, 'utf8'), await format(claimsPage(), { ...config, filepath: FILE }));
});

void test('every plan of the claims is on the page, and every plan that it names is there', () => {
  const page = readFileSync(FILE, 'utf8');
  for (const name of readdirSync('examples/claims'))
    assert.ok(page.includes(`examples/claims/${name})`), name);
  const links = [...page.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path);
  assert.ok(links.length > 15);
  assert.deepEqual(
    links.filter((path) => !existsSync(path)),
    [],
  );
});

void test('each claim says who, against what, what is not published, and ends with a sentence that holds', () => {
  const sections = readFileSync(FILE, 'utf8').split('\n## ').slice(1);
  assert.ok(sections.length >= 12);
  for (const text of sections) {
    const said = /\*\*Who says so\*\*: (.*)/.exec(text)?.[1] ?? '';
    // A date, or that nobody says so.
    assert.match(said, /20\d\d-\d\d|^nobody/);
    for (const part of ['Held against', 'Published', 'Not published', 'Plans', 'Fair'])
      assert.ok(text.includes(`**${part}**: `), `${text.split('\n')[0]}: ${part}`);
    assert.doesNotMatch(text, /NaN|Infinity|undefined×|∞/);
  }
});

void test('past the end of a baseline there is no number', () => {
  const plan = planOf('35x-per-megawatt');
  const top = topSpeed(plan, 'gb200');
  assert.ok(top > 100 && top < 600);
  assert.ok(perMegawatt(plan, 'gb200', top * 0.99));
  assert.equal(perMegawatt(plan, 'gb200', top * 1.01), null);
  assert.match(
    readFileSync(FILE, 'utf8'),
    new RegExp(`\\| 600 .*undefined: GB200 ends at ${Math.round(top)} `),
  );
});

void test('users at a speed are as many as still have it', () => {
  const plan = planOf('dspark-vllm-b300');
  const users = usersAtSpeed(plan, 'k1', 50);
  assert.ok(users !== null);
  const speed = (at: number) => withUsers(plan, 'k1', at)?.tokensPerSecondPerUser ?? 0;
  assert.ok(speed(users) >= 50 && speed(users * 1.05) < 50);
});
