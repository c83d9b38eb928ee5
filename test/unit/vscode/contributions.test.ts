import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { TABS } from '../../../src/contract/vocabulary.js';

interface Entry {
  readonly command: string;
  readonly when?: string;
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly Entry[];
    readonly menus: Readonly<Record<string, readonly Entry[]>>;
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
    };
  };
}
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

void test('menus name commands that there are', () => {
  const known = new Set(contributes.commands.map(({ command }) => command));
  const named = Object.values(contributes.menus).flatMap((entries) => entries.map(({ command }) => command));
  assert.deepEqual(
    named.filter((command) => !known.has(command)),
    [],
  );
});

/** Commands that begin something, or choose a plan of the workspace themselves. */
const WITHOUT_PLAN = [
  'new',
  'open',
  'compare',
  'summarize',
  'importModel',
  'importLaunchCommand',
  'showValidation',
];

void test('in the palette a command that needs a plan is offered where there is one', () => {
  const always = contributes.commands
    .map(({ command }) => command)
    .filter(
      (command) =>
        !contributes.menus['commandPalette']?.some((entry) => entry.command === command && entry.when),
    );
  const odd = always.filter(
    (command) => !WITHOUT_PLAN.some((start) => command.startsWith(`decodeplan.${start}`)),
  );
  assert.deepEqual(odd, []);
});

void test('settings are few, and the first tab is one of the tabs', () => {
  const { properties } = contributes.configuration;
  assert.ok(Object.keys(properties).length <= 10);
  assert.deepEqual(properties['decodeplan.charts.defaultTab']?.enum, TABS);
});
