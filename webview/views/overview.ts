import type { Tab } from '../../src/contract/vocabulary.js';
import { TAB_NAMES } from '../shell.js';
import * as l10n from '../../src/l10n/l10n.js';
import { element, resize, setAttribute, setText, show } from '../dom.js';
import { leadingCrossing } from '../../src/report/figures/crossings.js';
import { leadingBand } from '../../src/report/figures/optionCosts.js';
import { headlines, type Headline } from '../../src/report/words/headlines.js';
import { leadingOption } from '../../src/report/words/insight.js';
import { changeSentence, rivalsOf } from '../../src/report/words/fleet/standing.js';
import { ofPart, verdict } from '../../src/report/words/sentences.js';
import { subjectOf, type Page, type Scene, type View } from '../view.js';
import { createWas } from '../was.js';
import { moneyNote } from '../../src/report/words/money.js';
import { createOptionList } from './optionList.js';
import { createScenarios } from './scenarios.js';

/** The verdict, the headline numbers of the leading option, and all options side by side. */
export function createOverview(page: Page): View {
  const headline = element('h2', { class: 'verdict' });
  const detail = element('p', { class: 'verdict-detail' });
  const tilesTitle = element('h3', { class: 'tiles-title' });
  const tiles = element('div', { class: 'tiles' });
  const options = createOptionList(page);
  const scenarios = createScenarios(page);
  const note = element('p', { class: 'money-note' });
  const parts = [headline, detail, tilesTitle, tiles, note, scenarios.element, options.element];
  const root = element('div', { class: 'view' }, ...parts);
  const shown = new WeakMap<Element, Headline>();
  const { was } = createWas(page.isPreview);
  const makeTile = () => {
    const parts = ['label', 'value', 'was', 'note'].map((name) => element('span', { class: name }));
    const tile = element('button', { class: 'tile', type: 'button' }, ...parts);
    tile.addEventListener('click', ({ altKey, ctrlKey, metaKey }) => {
      const headline = shown.get(tile);
      if (!headline) return;
      if (altKey || ctrlKey || metaKey) page.reveal(headline.path);
      else page.showTab(TAB_OF[headline.about]);
    });
    return tile;
  };
  const update = (scene: Scene) => {
    const all = verdict(scene.plan, scene.result);
    const { tone, headline: sentence, detail: short, whole } = scene.partial ? ofPart(all) : all;
    // A mix takes longer than a slider waits.
    const rest = scene.rests ? whole() : short;
    setText(headline, sentence);
    setAttribute(headline, 'data-tone', tone);
    const told = [rest, changeOf(scene, page)].filter((one) => one !== '').join(' ');
    setText(detail, told);
    show(detail, told !== '');
    const lead = leadingOption(scene.result);
    const subject = subjectOf(scene);
    // What takes many evaluations waits until the hand rests.
    const band = page.isPreview() ? null : leadingBand(subject);
    const wanted = headlines(scene.plan, scene.result, leadingCrossing(subject), scene.rests, band);
    setText(tilesTitle, lead === null ? '' : lead);
    show(tilesTitle, lead !== null);
    show(options.element, lead !== null);
    resize(tiles, wanted.length, makeTile);
    wanted.forEach((tile, i) => patchTile(tiles.children.item(i), tile, was(tile.label, tile.value), shown));
    const money = moneyNote(scene.plan).join('');
    setText(note, money);
    show(note, money !== '');
    scenarios.update(scene);
    options.update(scene);
  };
  return { element: root, update };
}

/** What would change the verdict, once the worker has searched the prices. */
function changeOf({ result, analyst }: Scene, page: Page): string {
  const rivals = rivalsOf(result);
  if (rivals === null || page.isPreview()) return '';
  const { value } = analyst.ask('turns', rivals);
  return value === null ? '' : changeSentence(value);
}

/** Where more is told of a headline. */
const TAB_OF: Readonly<Record<Headline['about'], Tab>> = {
  memory: 'memory',
  speed: 'request',
  cost: 'breakEven',
  breakEven: 'breakEven',
  attach: 'attachRate',
};

function patchTile(
  target: Element | null,
  tile: Headline,
  was: string | null,
  shown: WeakMap<Element, Headline>,
): void {
  if (!target) return;
  shown.set(target, tile);
  setAttribute(
    target,
    'title',
    l10n.t('More in {tab}; with Alt or Ctrl, its line in the file', { tab: TAB_NAMES[TAB_OF[tile.about]] }),
  );
  setAttribute(target, 'data-tone', tile.tone);
  const texts = [
    tile.label,
    tile.value,
    was === null ? '' : l10n.t('was {before}', { before: was }),
    tile.note,
  ];
  texts.forEach((text, i) => {
    const part = target.children.item(i);
    if (part instanceof HTMLElement) show(part, text !== '');
    if (part) setText(part, text);
  });
}
