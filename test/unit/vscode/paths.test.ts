import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { portfolioMarkdown } from '../../../src/report/writers/portfolio.js';
import { climbsOut, relativePath, reportLink } from '../../../src/vscode/documents/paths.js';

void test('paths lead from a folder to a file, whatever the two share', () => {
  const name = fc.constantFrom('a', 'b', 'models', 'a b', '#1', 'ü');
  const names = fc.array(name, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(names, names, fc.constantFrom('', '/'), (from, to, end) => {
      const [folder, file] = [`/${from.join('/')}`, `/${to.join('/')}`];
      const path = relativePath(folder + end, file);
      assert.match(path, /^\.\.?\//);
      const segments = (text: string) => text.split('/').map(encodeURIComponent).join('/');
      const found = new URL(segments(path), `file://${segments(folder)}/`).pathname;
      assert.equal(decodeURIComponent(found), file);
    }),
  );
});

void test('a report reaches plans of the first folder and of further ones', () => {
  assert.equal(reportLink('/work/one', '/work/one/plans/a.decodeplan'), '/plans/a.decodeplan');
  assert.equal(reportLink('/work/one', '/work/two/a.decodeplan'), '/../two/a.decodeplan');
  assert.equal(reportLink('/', '/a.decodeplan'), '/a.decodeplan');
});

void test('a path that climbs above the root of the file system is told, at any of its steps', () => {
  for (const [folder, path] of [
    ['/', '../config.json'],
    ['/', 'models/../../models/config.json'],
    ['/plans', '../../config.json'],
  ] as const)
    assert.ok(climbsOut(folder, path), `${folder} ${path}`);
  for (const [folder, path] of [
    ['/', './config.json'],
    ['/', 'models//../config.json'],
    ['/plans/', '../models/./..config.json'],
  ] as const)
    assert.ok(!climbsOut(folder, path), `${folder} ${path}`);
});

void test('names of files cannot break the address of a link', () => {
  const file = 'c# (new)>?.decodeplan';
  const summary = {
    file,
    title: null,
    works: false,
    pressure: null,
    answer: null,
    open: '',
    plan: null,
    problem: 'cannot be read',
  };
  const report = portfolioMarkdown([summary], [reportLink('/one', `/two/${file}`)]);
  assert.ok(report.includes('](</../two/c%23%20(new)%3E%3F.decodeplan>)'), report);
  assert.ok(!portfolioMarkdown([summary]).includes(']('));
});
