import type { OverviewFigure } from '../../src/report/figures/overview/overview.js';
import type { Headline } from '../../src/report/words/headlines.js';
import type { Tab } from '../../src/contract/vocabulary.js';
import * as l10n from '../../src/l10n/l10n.js';
import { element, resize, setAttribute, setText, setTitle, show } from '../dom.js';
import { TAB_NAMES } from '../shell.js';
import type { Page } from '../view.js';
import { createWas } from '../was.js';
import { createOptionList } from './optionList.js';

/** The overview as it is drawn, whoever composed it: the page can draw it before it can compose one. */
export interface OverviewSheet {
  readonly element: HTMLElement;
  readonly draw: (figure: OverviewFigure) => void;
  /** Puts something between the numbers and the options. */
  readonly put: (part: HTMLElement) => void;
}

/** The verdict, the headline numbers of the leading option, and all options side by side. */
export function createOverviewSheet(page: Page): OverviewSheet {
  const headline = element('h2', { class: 'verdict' });
  const detail = element('p', { class: 'verdict-detail' });
  const money = element('p', { class: 'money-note' });
  const options = createOptionList(page);
  const own = createTiles(page);
  const whole = createTiles(page);
  const parts = [headline, detail, own.element, whole.element, money, options.element];
  const root = element('div', { class: 'view' }, ...parts);
  const draw = (figure: OverviewFigure) => {
    const { tone, lead, tiles } = figure;
    setTitle(headline, figure.headline);
    setAttribute(headline, 'data-tone', tone);
    setText(detail, figure.detail);
    show(detail, figure.detail !== '');
    show(options.element, lead !== null);
    own.update(
      lead ?? '',
      tiles.filter(({ about }) => !OF_PLAN.has(about)),
    );
    whole.update(
      l10n.t('The plan as a whole'),
      tiles.filter(({ about }) => OF_PLAN.has(about)),
    );
    setText(money, figure.money);
    show(money, figure.money !== '');
    options.update(figure.options);
  };
  return { element: root, draw, put: (part) => options.element.before(part) };
}

/** What is no number of the leading option, but of the options that are compared, or of the best mix. */
const OF_PLAN: ReadonlySet<Headline['about']> = new Set(['breakEven', 'attach']);

/** Numbers under what they are of. */
function createTiles(page: Page) {
  const title = element('h3', { class: 'tiles-title' });
  const tiles = element('div', { class: 'tiles' });
  const root = element('section', {}, title, tiles);
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
  const update = (of: string, wanted: readonly Headline[]) => {
    show(root, wanted.length > 0);
    setText(title, of);
    resize(tiles, wanted.length, makeTile);
    wanted.forEach((tile, i) => patchTile(tiles.children.item(i), tile, was(tile.label, tile.value), shown));
  };
  return { element: root, update };
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
