import * as l10n from '../../src/l10n/l10n.js';
import { element, resize, setAttribute, setText, show } from '../dom.js';
import { leadingCrossing } from '../../src/report/figures/crossings.js';
import { headlines, type Headline } from '../../src/report/words/headlines.js';
import { leadingOption } from '../../src/report/words/insight.js';
import { verdict } from '../../src/report/words/sentences.js';
import { subjectOf, type Page, type Scene, type View } from '../view.js';
import { createWas } from '../was.js';
import { createOptionList } from './optionList.js';

/** The verdict, the headline numbers of the leading option, and all options side by side. */
export function createOverview(page: Page): View {
  const headline = element('h2', { class: 'verdict' });
  const detail = element('p', { class: 'verdict-detail' });
  const tilesTitle = element('h3', { class: 'tiles-title' });
  const tiles = element('div', { class: 'tiles' });
  const options = createOptionList(page);
  const root = element('div', { class: 'view' }, headline, detail, tilesTitle, tiles, options.element);
  const paths = new WeakMap<Element, string>();
  const { was } = createWas(page.isPreview);
  const makeTile = () => {
    const parts = ['label', 'value', 'was', 'note'].map((name) => element('span', { class: name }));
    const tile = element('button', { class: 'tile', type: 'button' }, ...parts);
    tile.addEventListener('click', () => page.reveal(paths.get(tile) ?? ''));
    return tile;
  };
  const update = (scene: Scene) => {
    const { tone, headline: sentence, detail: rest } = verdict(scene.plan, scene.result);
    setText(headline, sentence);
    setAttribute(headline, 'data-tone', tone);
    setText(detail, rest);
    show(detail, rest !== '');
    const lead = leadingOption(scene.result);
    const wanted = headlines(scene.plan, scene.result, leadingCrossing(subjectOf(scene)));
    setText(tilesTitle, lead === null ? '' : lead);
    show(tilesTitle, lead !== null);
    show(options.element, lead !== null);
    resize(tiles, wanted.length, makeTile);
    wanted.forEach((tile, i) => patchTile(tiles.children.item(i), tile, was(tile.label, tile.value), paths));
    options.update(scene);
  };
  return { element: root, update };
}

function patchTile(
  target: Element | null,
  tile: Headline,
  was: string | null,
  paths: WeakMap<Element, string>,
): void {
  if (!target) return;
  paths.set(target, tile.path);
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
