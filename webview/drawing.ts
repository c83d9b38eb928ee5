import { staleBanner, verdict } from '../src/report/words/sentences.js';
import type { Analyst } from './background/analyst.js';
import { noticeOf, unanswered } from './notices.js';
import { changesOf } from './session/moving.js';
import type { Preview } from './session/preview.js';
import type { Session } from './session/types.js';
import type { Shell } from './shell.js';
import type { TabViews } from './tabs.js';
import type { WhatIf } from './whatIf/whatIf.js';

/** The parts of the page that a drawing patches. */
export interface Canvas {
  readonly shell: Shell;
  readonly whatIf: WhatIf;
  readonly analyst: Analyst;
  readonly preview: Preview;
  readonly views: Pick<TabViews, 'of'>;
}

/** Draws a session as it stands. */
export function draw(session: Session, canvas: Canvas): void {
  const { message, good, moved, focus, view } = session;
  const { shell, whatIf, analyst, views } = canvas;
  if (!message) {
    if (session.unheard) shell.setNotice(unanswered());
    return;
  }
  const problem = message.problems.find(({ severity }) => severity === 'error') ?? null;
  const stale = good !== null && (message.plan === null || message.stale);
  shell.setTitle(message.title, message.locked);
  shell.setBanner(stale ? staleBanner(problem, message.plan !== null) : null, problem);
  shell.setDimmed(stale && message.plan === null);
  shell.setNotice(good ? null : noticeOf(message));
  if (good) drawPlan(session, good, canvas);
  else whatIf.update(null);
  // What tests, and tools that take pictures, wait for.
  const { dataset } = document.body;
  dataset['version'] = String(message.version);
  const isWhole = good === null || views.of(view.tab) !== null;
  dataset['settled'] = String(isWhole && analyst.isIdle());
  dataset['moved'] = moved?.path ?? '';
  dataset['focus'] = focus ?? '';
}

function drawPlan(
  { view, message, moved, portfolio }: Session,
  { source, plan }: NonNullable<Session['good']>,
  { shell, whatIf, analyst, preview, views }: Canvas,
): void {
  shell.selectTab(view.tab);
  analyst.beginRound();
  const file = preview.file(plan);
  const written = message?.written ?? {};
  whatIf.update({
    ...file,
    source,
    view,
    written,
    shared: message?.shared ?? [],
    anchored: message?.anchored ?? [],
    moved: changesOf(moved),
    analyst,
    enabled: message?.plan !== null,
  });
  const scene = preview.over(plan, moved);
  whatIf.announce(moved ? () => verdict(scene.plan, scene.result).headline : null);
  views.of(view.tab)?.update({
    ...scene,
    partial: message !== null && message.plan !== null && message.stale,
    // Slow questions are asked about what rests, and about nothing else.
    rests: moved === null || analyst.isAbout(scene.plan),
    ...{ view, analyst, portfolio, file, written },
    scenarios: message?.scenarios ?? [],
    kept: (changes) => preview.kept(plan, changes),
  });
}
