import { allLevers } from '../../src/report/figures/levers.js';
import type { Scenario } from '../../src/contract/scenarios.js';
import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import * as l10n from '../../src/l10n/l10n.js';
import type { Answered } from '../../src/report/words/answered.js';
import { purchaseInShort } from '../../src/report/words/fleet/purchase.js';
import { isDecodeOnly, markedUsd } from '../../src/report/words/decodeOnly.js';
import { leadingOption } from '../../src/report/words/insight.js';
import { verdict } from '../../src/report/words/sentences.js';
import { element, resize, setAttribute, setText, show } from '../dom.js';
import type { Page, Scene } from '../view.js';
import { moneyCode } from '../../src/units/shownMoney.js';

/** The plan and the what-ifs kept beside it, compared: what comes of each, what it costs, and what it takes to buy. */
export interface Scenarios {
  readonly element: HTMLElement;
  readonly update: (scene: Scene) => void;
}

export function createScenarios(page: Page): Scenarios {
  const rows = element('div', { class: 'scenarios', role: 'list' });
  const root = element(
    'section',
    { class: 'card' },
    element('header', {}, element('h3', {}, l10n.t('Scenarios beside the plan'))),
    element(
      'p',
      { class: 'subtitle' },
      l10n.t(
        'Bars: {currency} per million tokens of the option that leads; the plan itself is not changed by them',
        { currency: moneyCode() },
      ),
    ),
    rows,
  );
  const made: ReturnType<typeof createRow>[] = [];
  let latest: Scene | null = null;
  const update = (scene: Scene) => {
    latest = scene;
    const { scenarios, kept, file } = scene;
    show(root, scenarios.length > 0);
    if (scenarios.length === 0) return;
    resize(rows, scenarios.length + 1, (i) => {
      const row = createRow(page, i - 1, () => latest?.scenarios ?? []);
      made[i] = row;
      return row.element;
    });
    const answers = [file, ...scenarios.map(({ changes }) => kept(changes))];
    const dearest = Math.max(0, ...answers.map((one) => (one && costOf(one)) ?? 0));
    answers.forEach((answered, i) => {
      const scenario = scenarios[i - 1] ?? null;
      made[i]?.update({ scenario, answered, dearest, plan: file.plan, written: scene.written });
    });
  };
  return { element: root, update };
}

interface RowState {
  /** `null` for the plan itself. */
  readonly scenario: Scenario | null;
  readonly answered: Answered | null;
  /** The highest cost of all, which the bars are drawn against. */
  readonly dearest: number;
  readonly plan: ResolvedPlan;
  readonly written: Readonly<Record<string, string | null>>;
}

function createRow(page: Page, index: number, all: () => readonly Scenario[]) {
  const name = element('input', { class: 'scenario-name', type: 'text', spellcheck: 'false' });
  setAttribute(name, 'aria-label', l10n.t('Name of the scenario'));
  const title = element('strong');
  const what = element('span', { class: 'scenario-what' });
  const outcome = element('span', { class: 'scenario-outcome' });
  const bar = element('span', { class: 'scenario-bar', 'aria-hidden': 'true' });
  const cost = element('span', { class: 'scenario-cost' });
  const buy = element('span', { class: 'scenario-buy' });
  const own = () => all()[index];
  const action = (text: string, about: string, onClick: (scenario: Scenario) => void) => {
    const one = element('button', { class: 'fit', type: 'button', title: about }, text);
    one.addEventListener('click', () => {
      const scenario = own();
      if (scenario) onClick(scenario);
    });
    return one;
  };
  const actions = element(
    'span',
    { class: 'scenario-actions' },
    action(l10n.t('Show'), l10n.t('Show all charts as they would be'), ({ changes }) =>
      page.tryChanges(changes),
    ),
    action(l10n.t('Apply'), l10n.t('Write it into the plan, with one edit'), ({ changes }) =>
      page.applyChanges(changes),
    ),
    action(l10n.t('Drop'), l10n.t('Keep it no longer'), () =>
      page.keepScenarios(all().filter((_, i) => i !== index)),
    ),
  );
  name.addEventListener('change', () =>
    page.keepScenarios(
      all().map((one, i) => (i === index ? { ...one, name: name.value.trim() || one.name } : one)),
    ),
  );
  const head = element('div', { class: 'scenario-head' }, title, name, what);
  const chart = element('div', { class: 'scenario-chart' }, bar, cost, buy);
  const root = element('div', { class: 'scenario', role: 'listitem' }, head, outcome, chart, actions);
  const update = ({ scenario, answered, dearest, plan, written }: RowState) => {
    setText(title, l10n.t('The plan'));
    show(title, scenario === null);
    show(name, scenario !== null);
    show(actions, scenario !== null);
    if (scenario && document.activeElement !== name) name.value = scenario.name;
    const isWritten = scenario?.changes.every(({ path, text }) => written[path] === text) ?? false;
    const changes = scenario ? changesText(plan, scenario) : '';
    setText(what, isWritten ? l10n.t('{changes}: as the plan now has it', { changes }) : changes);
    const said = answered && verdict(answered.plan, answered.result);
    setText(outcome, said?.headline ?? l10n.t('The plan has no place for its values any more.'));
    setAttribute(outcome, 'data-tone', said?.tone ?? 'bad');
    const usd = answered && costOf(answered);
    setText(cost, (answered && costText(answered)) ?? l10n.t('no cost'));
    bar.style.setProperty('--part', String(usd === null || dearest === 0 ? 0 : usd / dearest));
    const bought = answered && boughtText(answered);
    setText(buy, bought ?? '');
    show(buy, bought !== null);
  };
  return { element: root, update };
}

/** What the leading option of a plan costs, on the basis that decides. */
function costOf({ result }: Answered): number | null {
  const lead = leadingOption(result);
  return lead === null ? null : (result.options[lead]?.basis[result.basis].usdPerMillionTokens ?? null);
}

/** The same in words. */
function costText(answered: Answered): string | null {
  const usd = costOf(answered);
  const option = answered.result.options[leadingOption(answered.result) ?? ''];
  return usd === null || !option ? null : markedUsd(usd, isDecodeOnly(option));
}

/** What the leading option has to buy. */
function boughtText({ result }: Answered): string | null {
  const lead = leadingOption(result);
  const option = lead === null ? undefined : result.options[lead];
  return option ? purchaseInShort({ option }) : null;
}

/** What a scenario changes, in the words of the levers. */
function changesText(plan: ResolvedPlan, { changes }: Pick<Scenario, 'changes'>): string {
  const levers = allLevers(plan);
  return changes
    .toReversed()
    .map(({ path, text }) => {
      const lever = levers.find((one) => one.path === path);
      if (!lever) return l10n.t('{path} {value}', { path, value: text });
      const { label, owner } = lever;
      return owner === null
        ? l10n.t('{label} {value}', { label, value: text })
        : l10n.t('{label} of {owner} {value}', { label, owner, value: text });
    })
    .join(', ');
}
